public import Measurement

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
}
