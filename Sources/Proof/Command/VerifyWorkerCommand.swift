internal import ArgumentParser
internal import CommandSupport

/// Runs one job of a verification in a process that `verify` starts for it.
package struct VerifyWorkerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify-worker", abstract: "Do one job of a verification, as `verify` does.",
    shouldDisplay: false)

  @Option(help: "The request of the verification, as JSON.")
  var request: String

  @Option(help: "The job's place in the plan.")
  var job: Int

  @Option(help: "The shared memory in which the job records its progress.")
  var trail: String

  func run() throws {
    try Terminal.say(VerifyWorker.run(request, job: job, trail: trail, Registry.contenders))
  }
}
