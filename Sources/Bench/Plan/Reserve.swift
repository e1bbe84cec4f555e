internal import Tables

/// The blocks that a run may add to its planned ones if there is time. It is fixed with the plan.
///
/// An added block goes to a cell with an open verdict, so the number of a cell's blocks depends on
/// their values. `mostBlocks` is known beforehand, and the intervals hold together at every number
/// up to it (`SequentialRanks`).
public struct Reserve: Codable, Hashable, Sendable {
  /// The time for added blocks, as a share of what the planned blocks take on an idle machine. If
  /// the planned blocks take longer, there is less time for added ones.
  public let share: Double
  /// The most blocks of a cell, the planned ones included.
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
