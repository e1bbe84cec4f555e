/// How many blocks of a run are done: those of its plan, and those that it added to them.
public struct BlocksDone: Sendable, Equatable {
  /// How many blocks the plan has.
  public let ofPlan: Int
  public var planned: Int
  public var added: Int

  public init(_ planned: Int = 0, of ofPlan: Int, added: Int = 0) {
    self.ofPlan = ofPlan
    self.planned = planned
    self.added = added
  }

  /// All that are done.
  public var count: Int { planned + added }
}

extension BlocksDone: CustomStringConvertible {
  /// The planned ones with their total, and the added ones by themselves: they have none.
  public var description: String {
    "\(planned) of \(ofPlan) blocks" + (added > 0 ? ", and \(added) added to them," : "")
  }
}
