internal import ArgumentParser
internal import Bench
internal import CommandSupport
internal import Glibc
internal import Probe
internal import Scenarios
internal import Tables
internal import TrialRows
internal import Trials

/// Serves sessions under one strategy, for a load on this machine or another.
struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Serve sessions under a strategy until SIGTERM, and report what happened.",
    discussion: """
      Prints two lines of JSON: the port and the run's token when it listens, and everything that \
      was counted when it has drained.

      Examples:
        guardbench serve --strategy packed --port 7777
        guardbench serve --strategy mutex --senders 2 --push-rate 50000 --stale-share 0.1
      """)

  @OptionGroup(title: "The server")
  var server: ServeOptions

  @OptionGroup(title: "Pushing threads, outside the reactors")
  var push: PushOptions

  @Option(help: .hidden)
  var plan: String?

  func run() throws {
    let plan = try chosenPlan()
    let contender = try Registry.contenders.contender(named: plan.strategy)
    guard let serve = contender.serve else {
      throw UsageError.other(
        "--strategy \(plan.strategy): \(contender.strategy.whyGuardTierOnly ?? "no server tier")")
    }
    try plan.validate()
    let stop = try StopSignal.install()
    // An output that refuses this line will refuse the report as well, which is an error below.
    let report = try serve(plan, stop) { listening in
      try? Terminal.say(JSONFile.line(of: listening))
    }
    // A violation is reported first, whether or not the report could be written.
    let written = Result { try Terminal.say(JSONFile.line(of: report)) }
    if let violation = report.violations.first {
      throw RunFailure.violation(
        strategy: plan.strategy, cell: "serve", violation, count: report.violationsCount)
    }
    if let pushes = report.pushLatency, !pushes.hasKeptUp {
      Terminal.complain(
        "guardbench: the pushes lost their rate: \(pushes.missedCount ?? 0) of the \(pushes.count)"
          + " that came due in the measurement were never sent")
    }
    if stop.number == SIGINT { throw TrialFailure.interrupted }
    try written.get()
  }

  private func chosenPlan() throws(UsageError) -> ServePlan {
    if let plan { return try TrialProcess.decode(ServePlan.self, from: plan, of: "--plan") }
    var plan = try server.plan()
    plan.push = push.plan
    return plan
  }
}
