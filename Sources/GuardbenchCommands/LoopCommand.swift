internal import ArgumentParser
internal import CommandSupport
internal import Scenarios
internal import TrialRows

/// Acquires and releases leases in a process whose instructions `check` counts.
struct LoopCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "loop", abstract: "Acquire and release leases, whose instructions `check` counts.",
    shouldDisplay: false)

  @Option(help: "The strategy.")
  var strategy: String

  @Option(help: "How many leases.")
  var pairs: UInt64 = 1000

  func run() throws {
    guard (1...1_000_000_000).contains(pairs) else {
      throw UsageError.other("--pairs \(pairs): expected a whole number from 1 to 1000000000")
    }
    let contender = try Registry.contenders.contender(named: strategy)
    guard let run = contender.runLoop else {
      throw UsageError.other(
        "--strategy \(strategy): \(contender.strategy.whyGuardTierOnly ?? "no leases")")
    }
    try run(pairs)
  }
}
