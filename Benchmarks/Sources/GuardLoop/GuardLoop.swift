import ArgumentParser
import Foundation
import Probe
import SessionGuards
import UsageExit

/// Runs nothing but one guard's loop, so that what it costs can be counted.
@main
struct GuardLoop: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "guard-loop",
    abstract: "Acquires and releases leases of one guard, and nothing else.",
    discussion: "Exit codes: 0 done, 1 a lease was wrong, 2 usage.")

  @Option(help: "The guard's strategy.") var strategy: String
  @Option(help: "Acquires, each with its release.") var pairs: UInt64 = 1000
  @Option(help: "Sessions, a power of two.") var slots = 8

  mutating func validate() throws {
    guard (1...1_000_000_000).contains(pairs) else {
      throw ValidationError("--pairs must be between 1 and 1000000000")
    }
    guard (1...1 << 20).contains(slots), slots & (slots - 1) == 0 else {
      throw ValidationError("--slots must be a power of two, at most 1048576")
    }
  }

  static func main() { runAsProgram() }

  func run() throws {
    // Otherwise glibc's mutex leaves out its locked instruction.
    try SingleThreadedMode.end()
    var loop = NamedLoop(strategy: strategy, pairs: pairs, slotsCount: slots)
    visitGuards(&loop)
    guard let outcome = loop.outcome else {
      throw ValidationError("there is no strategy '\(strategy)'")
    }
    guard outcome == LoopOutcome() else {
      FileHandle.standardError.write(Data("guard-loop: \(strategy): \(outcome)\n".utf8))
      throw ExitCode.failure
    }
  }
}
