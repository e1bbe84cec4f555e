/// What a run is asked: the note's claim, put to particular cells and strategies.
public struct Question: Sendable, Equatable {
  /// The cell that the claim is about.
  public let claimCell: String
  /// The strategies that do without a synchronization object, which the claim says gain nothing.
  public let contenders: [String]
  /// The strategy that guards nothing: what the harness itself costs.
  public let floor: String

  public init(claimCell: String, contenders: [String], floor: String = "unguarded") {
    self.claimCell = claimCell
    self.contenders = contenders
    self.floor = floor
  }
}
