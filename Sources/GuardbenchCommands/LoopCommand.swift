internal import ArgumentParser
internal import CommandSupport
internal import Scenarios
internal import TrialRows

/// One guard's acquires and releases in this very process, which a check counts.
struct LoopCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "loop", abstract: "Acquire and release so many leases, as `check` counts.",
    shouldDisplay: false)

  @Option(help: "The strategy.")
  var strategy: String

  @Option(help: "Acquires, each with its release.")
  var pairs: UInt64 = 1000

  func run() throws {
    guard (1...1_000_000_000).contains(pairs) else {
      throw UsageError.other("--pairs \(pairs): expected a whole number from 1 to 1000000000")
    }
    try Registry.contenders.contender(named: strategy).runLoop(pairs)
  }
}
