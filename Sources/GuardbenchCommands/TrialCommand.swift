internal import ArgumentParser
internal import CommandSupport
internal import Scenarios

/// Runs one trial of the guard or path tier in a process that `bench` starts for it.
struct TrialCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trial", abstract: "Run one trial in this process, as `bench` does.",
    shouldDisplay: false)

  @Option(help: "The trial, as JSON.")
  var plan: String

  func run() throws {
    try Terminal.say(TrialProcess.run(plan, Registry.contenders))
  }
}
