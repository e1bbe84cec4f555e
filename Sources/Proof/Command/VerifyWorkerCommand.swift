internal import ArgumentParser
internal import CommandSupport

/// One job of a verification in this very process, which `verify` starts for it alone.
package struct VerifyWorkerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify-worker", abstract: "Do one job of a verification, as `verify` does.",
    shouldDisplay: false)

  @Option(help: "What is verified, as JSON.")
  var request: String

  @Option(help: "Which job of its plan.")
  var job: Int

  @Option(help: "The shared memory that tells how far it is.")
  var trail: String

  func run() throws {
    try Terminal.say(VerifyWorker.run(request, job: job, trail: trail, Registry.contenders))
  }
}
