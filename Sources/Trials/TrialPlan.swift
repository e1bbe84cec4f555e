internal import Tables
public import TrialRows

/// The plan of one trial of one strategy in one cell: all that a fresh process needs.
public struct TrialPlan: Codable, Hashable, Sendable {
  public var cell: Cell
  public var strategy: String
  public var purpose: TrialPurpose
  /// The length of the trial, warm-up included.
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

  /// Reads the plan that another process wrote.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    cell = try container.decode(Cell.self, forKey: .cell)
    strategy = try container.decode(String.self, forKey: .strategy)
    purpose = try container.decode(TrialPurpose.self, forKey: .purpose)
    seconds = try container.decode(.seconds, in: .trialSeconds)
    seed = try container.decode(UInt64.self, forKey: .seed)
  }

  /// The share of a trial that warms up caches, page tables and branch predictors and is not
  /// measured.
  public static let warmUpShare = 0.1

  public var warmUp: Duration { .seconds(seconds * Self.warmUpShare) }
  public var measurement: Duration { .seconds(seconds * (1 - Self.warmUpShare)) }
}
