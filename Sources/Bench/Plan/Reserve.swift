internal import Tables

/// What a run may add to its planned blocks, as long as there is time: fixed with the plan.
///
/// A block that is added goes to a cell with a verdict that is still open, so that the number of a
/// cell's blocks depends on what they say. `mostBlocks` is known beforehand, and the intervals hold
/// at every number up to it together (`SequentialRanks`).
public struct Reserve: Codable, Hashable, Sendable {
  /// The time for it, as a share of what the planned blocks take on an idle machine. Planned blocks
  /// that take longer than that take it from here.
  public let share: Double
  /// The most blocks that a cell can come to, the planned ones included.
  public let mostBlocks: Int

  init(share: Double, mostBlocks: Int) {
    self.share = share
    self.mostBlocks = mostBlocks
  }

  /// Reads the reserve of a stored plan.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    share = try container.decode(.share, in: .reserve)
    mostBlocks = try container.decode(.mostBlocks, in: .mostBlocks)
  }
}
