internal import Tables
public import TrialRows
public import Trials

/// A cell of a run's plan: its purpose, its number of blocks and the length of a trial.
public struct PlannedCell: Codable, Hashable, Sendable {
  public var cell: Cell
  public var purpose: TrialPurpose
  public var blocks: Int
  /// The length of a trial, warm-up included.
  public var seconds: Double

  public init(_ cell: Cell, purpose: TrialPurpose = .cost, blocks: Int, seconds: Double) {
    self.cell = cell
    self.purpose = purpose
    self.blocks = blocks
    self.seconds = seconds
  }

  /// Reads the cell of a stored plan. Its numbers must lie in the ranges of a request.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    cell = try container.decode(Cell.self, forKey: .cell)
    purpose = try container.decode(TrialPurpose.self, forKey: .purpose)
    blocks = try container.decode(.blocks, in: .blocks)
    seconds = try container.decode(.seconds, in: .trialSeconds)
  }
}
