import SessionGuards

/// A count that threads add to and only the check at the end reads.
///
/// It is not memory: it orders nothing and is no scheduling point, and taking an execution back
/// takes it back too. Bodies keep what they saw in it, since variables would be changed again on
/// every replay.
public struct ModelTally: Sendable {
  let machine: Machine
  let index: Int

  public init() {
    machine = .making
    index = machine.allocateTally()
  }

  public func add(_ value: UInt64 = 1) throws(Stop) {
    _ = try machine.perform(Operation(.count, .relaxed, index, "tally", Value(value)))
  }

  public var total: UInt64 { machine.tallies[index] }
}
