internal import ArgumentParser
internal import CommandSupport
internal import ModelChecker
internal import Probe
internal import Report
internal import TrialRows

/// Proves that strategies keep their contract, or shows how they break it.
package struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Prove that strategies keep their contract, or show how they break it.",
    discussion: """
      Runs each strategy's own source through every execution of every scenario: every order of \
      the threads' steps, and for every load every value that the memory model lets it read. Each \
      part is played by each participant. The guard as it is measured runs through the sequential \
      story: many slots, participants, generations and stale ids. A strategy that is proved gets a \
      certificate, by which `bench` marks its results.

      Examples:
        guardbench verify
        guardbench verify --strategy packed --strategy flag-count
        guardbench verify --strategy packed --scenario two-senders --format json
        guardbench verify --deep --stress --seed 7
        guardbench verify --strategy packed --scenario one-sender --replay A2B3

      Exit codes: 0 all proved, 1 not all, 2 usage, 6 a contract is broken, 130 interrupted.
      """)

  @OptionGroup(title: "What to prove")
  var selection: VerifyOptions

  @OptionGroup(title: "Certificates")
  var certificates: CertificateOptions

  @Option(
    help: ArgumentHelp(
      "Only run this execution again, and print it step by step.", valueName: "schedule"))
  var replay: String?

  @Option(
    help: ArgumentHelp(
      "The participant that plays each part of --replay, as 1,0,2.", valueName: "places"))
  var places: String?

  @Flag(help: "Only measure how many executions a second the model checker makes.")
  var rate = false

  @Option(help: "text or json.")
  var format = OutputFormat.text

  func run() throws {
    try refuseUnused()
    if rate { return try tellRate() }
    if let replay { return try tell(replay) }
    let plan = try selection.request.plan(Registry.contenders)
    let stop = try StopSignal.install()
    var progress = VerifyProgressLine()
    defer { progress.end() }
    let run = try VerifyRun(
      selection.request, plan, program: ExecutablePath.current(), stop: stop)
    Terminal.complain(
      "\(plan.jobs.count) searches of \(plan.subjects.count) strategies"
        + " on \(run.threadsCount) threads")
    let result = try run.finish { progress.show($0) }
    progress.end()
    let certified = Result { try result.certify(certificates.file) }
    let shape = VerifyShape(result)
    switch format {
    case .text: try Terminal.say(VerifyText(result, Terminal.style, shape).text)
    case .json: try Terminal.say(OutputFormat.json(VerifyOutput(result, shape)))
    }
    shape?.warnings.forEach(Terminal.complain)
    if case .success(true) = certified {
      Terminal.complain("certificates are in \(certificates.file.path)")
    }
    if let failure = result.failure { throw failure }
    _ = try certified.get()
    if !plan.isWhole {
      Terminal.complain("no certificate is given: only a part of what it asks for was searched")
    }
  }

  /// Refuses options that the chosen work would ignore.
  private func refuseUnused() throws(UsageError) {
    let named = certificates.certificates != nil
    if rate, replay != nil || format != .text || named || !selection.isUnset {
      throw .other("--rate measures the engine alone: no other option goes with it")
    }
    if replay != nil,
      named || selection.deep || selection.stress || selection.seed != 1 || selection.limit != nil
    {
      throw .other(
        "--replay runs one execution: --deep, --stress, --seed, --limit and --certificates do not"
          + " go with it")
    }
    if places != nil, replay == nil {
      throw .other("--places names the participants of a replay: it goes with --replay")
    }
    if selection.seed != 1, !selection.deep, !selection.stress {
      throw .other("--seed is the seed of --deep and --stress: without them nothing is random")
    }
  }

  private func tell(_ schedule: String) throws {
    var request = selection.request
    request.replay = schedule
    if let places {
      let numbers = places.commaSeparated.map { Int($0) ?? -1 }
      request.places = numbers.isEmpty ? [-1] : numbers
    }
    let replay = try VerifyReplay.run(
      request, Registry.contenders, program: ExecutablePath.current(), stop: .install())
    switch format {
    case .text:
      try Terminal.say("\(replay.trace)\n\(replay.violation?.reason ?? "nothing is broken")")
    case .json: try Terminal.say(OutputFormat.json(VerifyReplayOutput(replay)))
    }
    guard let violation = replay.violation else { return }
    let what = violation.reason
    if violation.kind == .unsupported {
      throw VerifyFailure.unproved(["\(request.strategies[0]): \(what)"])
    }
    throw VerifyFailure.violation(strategy: request.strategies[0], what: what, count: 1)
  }

  private func tellRate() throws {
    for memory in MemoryModel.allCases {
      let rate = SearchRate.measure(memory)
      try Terminal.say(
        "\(SearchRate.strategy), every schedule of \(SearchRate.scenario), \(memory.rawValue):"
          + " \(Quantity.whole(rate.executionsPerSecond)) executions a second of CPU")
    }
  }
}
