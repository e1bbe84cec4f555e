internal import ArgumentParser
internal import CommandSupport
internal import Scenarios

/// One trial of the guard or path tier in this very process, which the bench starts for it alone.
struct TrialCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trial", abstract: "Run one trial in this process, as `bench` does.",
    shouldDisplay: false)

  @Option(help: "What to run, as JSON.")
  var plan: String

  func run() throws {
    try Terminal.say(TrialProcess.run(plan, Registry.contenders))
  }
}
