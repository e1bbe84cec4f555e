/// The number of finished blocks of a run: planned ones, and added ones.
public struct BlocksDone: Sendable, Equatable {
  /// The number of blocks in the plan.
  public let ofPlan: Int
  public var planned: Int
  public var added: Int

  public init(_ planned: Int = 0, of ofPlan: Int, added: Int = 0) {
    self.ofPlan = ofPlan
    self.planned = planned
    self.added = added
  }

  /// All finished blocks.
  public var count: Int { planned + added }
}

extension BlocksDone: CustomStringConvertible {
  /// The planned blocks with their total, and the added ones, which have no total.
  public var description: String {
    "\(planned) of \(ofPlan) blocks" + (added > 0 ? ", and \(added) added to them," : "")
  }
}
