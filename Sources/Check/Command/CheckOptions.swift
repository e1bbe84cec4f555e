internal import ArgumentParser
internal import CommandSupport
internal import Tables
internal import TrialRows

/// The options that name base and head.
struct CheckArmsOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The revision to compare the working tree with.", valueName: "rev"))
  var base: String?

  @Option(help: ArgumentHelp("A program to compare with, built already.", valueName: "path"))
  var baseProgram: String?

  @Option(help: ArgumentHelp("The program to judge, built already.", valueName: "path"))
  var headProgram: String?

  @Option(
    help: ArgumentHelp(
      "Compare ratios to mutex with those of this stored run: the weaker check.",
      valueName: "dir"))
  var baseline: String?

  /// The origin of the two programs; nil if head is compared with a stored run.
  func chosen() throws(UsageError) -> CheckSource? {
    switch (base, baseProgram, headProgram, baseline) {
    case (let revision?, nil, nil, nil): return .revision(revision)
    case (nil, let base?, let head?, nil): return .programs(base: base, head: head)
    case (nil, nil, nil, _?): return nil
    default:
      throw .other(
        "name one thing to compare with: --base REV, or --base-program and --head-program,"
          + " or --baseline DIR")
    }
  }
}

/// The options that say what a check watches, and how long it may take.
struct CheckOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "These strategies, or all (default: "
        + "\(StrategySelection.fewNames.joined(separator: ","))).",
      valueName: "a,b"))
  var strategies: String?

  @Option(
    help: ArgumentHelp(
      "These scenarios (default: \(CheckRequest.defaultScenarios.joined(separator: ","))).",
      valueName: "x,y"))
  var scenarios: String?

  @Option(
    help: ArgumentHelp(
      "Time to measure in, as 45s or 5m; builds and counting instructions come on top.",
      valueName: "time"))
  var budget = "60s"

  @Option(
    help: """
      Pairs of every strategy and cell in the brief stage, however long they take; the fresh stage \
      has twice as many.
      """)
  var pairs: Int?

  @Option(
    help: ArgumentHelp(
      "Set a pair aside if other processes took more than this share of the machine meanwhile"
        + " (default: \(CheckRequest().disturbanceLimit)).",
      valueName: "share"))
  var disturbance: Double?

  @Option(help: ArgumentHelp("Seconds of one trial, warm-up included.", valueName: "seconds"))
  var duration: Double?

  @Option(help: "Seed of every random choice (default: a new one each time).")
  var seed: UInt64?

  @Flag(help: "Do not count instructions, which needs valgrind.")
  var noInstructions = false

  func fill(_ request: inout CheckRequest) throws(UsageError) {
    if let strategies {
      request.strategies = strategies == "all" ? .all : .named(strategies.commaSeparated)
    }
    if let scenarios { request.scenarios = scenarios.commaSeparated }
    request.budgetSeconds = try Self.seconds(budget, "--budget", .budgetSeconds)
    request.trialSeconds = duration
    request.pairs = pairs
    if let disturbance { request.disturbanceLimit = disturbance }
    request.seed = seed
    request.countsInstructions = !noInstructions
  }

  /// Refuses the options that have no effect on a comparison with a stored run.
  func requireNoneOfPairs() throws(UsageError) {
    let given = [
      ("--pairs", pairs != nil), ("--disturbance", disturbance != nil),
      ("--duration", duration != nil), ("--no-instructions", noInstructions),
    ].filter(\.1).map(\.0)
    if given.isEmpty { return }
    throw .other(
      "\(given.joined(separator: ", ")): a stored run is compared block by block, with trials as"
        + " long as its own, and in CPU time alone; leave it out beside --baseline")
  }

  /// Reads `45s`, `5m`, `2h` or a plain number of seconds, within the limits of its option.
  static func seconds(
    _ text: String, _ option: String, _ limits: Limits<Double>
  ) throws(UsageError) -> Double {
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600]
    let unit = text.last.flatMap { units[$0] }
    guard let number = Double(unit == nil ? text : String(text.dropLast())), number.isFinite else {
      throw .other("\(option) \(text): expected a time like 45s, 5m or 2h")
    }
    let seconds = number * (unit ?? 1)
    guard limits.contains(seconds) else {
      throw .other("\(option) \(text): expected \(limits.rule)")
    }
    return seconds
  }
}
