internal import Tables
public import TrialRows
public import Trials

/// A cell with how often and how long it is run, and what for.
public struct PlannedCell: Codable, Hashable, Sendable {
  public var cell: Cell
  public var purpose: TrialPurpose
  public var blocks: Int
  /// One trial, warm-up included.
  public var seconds: Double

  public init(_ cell: Cell, purpose: TrialPurpose = .cost, blocks: Int, seconds: Double) {
    self.cell = cell
    self.purpose = purpose
    self.blocks = blocks
    self.seconds = seconds
  }
  /// Reads a stored plan's cell, whose numbers have to be such as a request may have.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    cell = try container.decode(Cell.self, forKey: .cell)
    purpose = try container.decode(TrialPurpose.self, forKey: .purpose)
    blocks = try container.decode(.blocks, in: .blocks)
    seconds = try container.decode(.seconds, in: .trialSeconds)
  }
}
