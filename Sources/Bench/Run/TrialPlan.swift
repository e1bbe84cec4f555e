public import Measurement

/// One strategy under one cell, once: all that a fresh process needs to know.
public struct TrialPlan: Codable, Hashable, Sendable {
  public var cell: Cell
  public var strategy: String
  public var purpose: TrialPurpose
  /// Warm-up and measurement together.
  public var seconds: Double
  public var seed: UInt64

  public init(
    _ cell: Cell, strategy: String, purpose: TrialPurpose, seconds: Double, seed: UInt64
  ) {
    self.cell = cell
    self.strategy = strategy
    self.purpose = purpose
    self.seconds = seconds
    self.seed = seed
  }

  /// A tenth of a trial warms caches, page tables and branch predictors up and is not measured.
  public static let warmUpShare = 0.1

  public var warmUp: Duration { .seconds(seconds * Self.warmUpShare) }
  public var measurement: Duration { .seconds(seconds * (1 - Self.warmUpShare)) }
}
