internal import ArgumentParser
internal import Bench
internal import CommandSupport
internal import Glibc
internal import LoadGenerator
internal import Probe
internal import Scenarios
internal import Tables
internal import Trials

/// Loads a server from this machine, and checks every byte that comes back.
struct LoadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "load",
    abstract: "Load a server that `guardbench serve` runs, and check every byte that it sends.",
    discussion: """
      Prints its measurements as one JSON object.

      Examples:
        guardbench load --connect 127.0.0.1:7777 --connections 64 --depth 8
        guardbench load --connect 10.0.0.2:7777 --rate 50000 --churn 100 --duration 10
        guardbench load --connect 10.0.0.2:7777 --rate 50000 --fail-below 0.99
      """)

  @OptionGroup(title: "The load")
  var load: LoadOptions

  @OptionGroup(title: "Faults of the clients, and commands to the server")
  var faults: FaultOptions

  @Option(help: ArgumentHelp("How error messages name the strategy.", valueName: "name"))
  var strategy = "the server's strategy"

  @Option(help: .hidden)
  var plan: String?

  func run() throws {
    let plan = try chosenPlan()
    let stop = try StopSignal.install()
    var progress = LoadProgressLine()
    defer { progress.end() }
    let report = try Load.run(
      plan, progress: { progress.show($0) }, stop: { stop.isRaised })
    progress.end()
    // A violation is reported first, whether or not the report could be written.
    let written = Result { try Terminal.say(JSONFile.line(of: report)) }
    let findings = report.findings
    if let violation = findings.violations.first {
      throw RunFailure.violation(
        strategy: strategy, cell: "load", violation, count: findings.count)
    }
    if report.interrupted { throw TrialFailure.interrupted }
    if let loss = report.rateLoss { Terminal.complain("guardbench: \(loss)") }
    if let fault = report.fault ?? load.failBelow.flatMap({ report.shortfall(below: $0) }) {
      throw TrialFailure.process(fault)
    }
    try written.get()
  }

  private func chosenPlan() throws -> LoadPlan {
    if let plan { return try TrialProcess.decode(LoadPlan.self, from: plan, of: "--plan") }
    var plan = try load.plan()
    faults.describe(in: &plan)
    return plan
  }
}
