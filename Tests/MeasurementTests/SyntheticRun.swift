@testable import Tables
@testable import TrialRows

/// The samples of a run whose true costs are known.
enum SyntheticRun {
  /// A trial with default values.
  static let sample = cell("sessions/10000", blocks: 1, strategies: ["packed"]) { _, _ in 10 }[0]

  /// The blocks of one cell; `cost` is CPU per operation in nanoseconds, by strategy and block.
  static func cell(
    _ name: String, scenario: String = "sessions", tier: Tier = .guard, sessions: Int? = nil,
    blocks: Int = 24, strategies: [String] = ["unguarded", "mutex", "packed"],
    cost: (String, Int) -> Double
  ) -> [TrialRow] {
    (0..<blocks).flatMap { block in
      strategies.enumerated().map { position, strategy in
        var sample = TrialRow(
          runID: "r1", block: block, position: position, cell: name, scenario: scenario,
          tier: tier, strategy: strategy)
        sample.setting.sessions = sessions
        sample.setting.threads = 2
        sample.operationsCount = 1_000_000
        sample.cpuNanoseconds = Int(cost(strategy, block) * 1_000_000)
        sample.wallNanoseconds = sample.cpuNanoseconds.map { $0 / 2 }
        return sample
      }
    }
  }

  /// A noise that differs from block to block and is the same for every strategy.
  static func wobble(_ block: Int) -> Double { 1 + 0.1 * Double(block % 5) }
}
