/// The question of a run: the note's claim, asked of a cell and of some strategies.
public struct Question: Sendable, Equatable {
  /// The cell that the claim is about.
  public let claimCell: String
  /// The strategies without a synchronization object, which gain nothing according to the claim.
  public let contenders: [String]
  /// The strategy that guards nothing, and so is no choice; nil if the run has none.
  public var floor: String?
}
