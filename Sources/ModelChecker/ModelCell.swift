public import SessionGuards

/// Plain memory: two accesses of it, one of them a write, must be ordered by something else.
///
/// A race on a cell ends the execution as a violation, in whichever order the two came.
@frozen
public struct ModelCell: ~Copyable, Sendable {
  @usableFromInline let machine: Machine
  @usableFromInline let index: Int

  public init(_ value: UInt64) {
    machine = .making
    index = machine.allocateCell(value)
  }

  @inlinable
  public func read(_ site: StaticString) throws(Stop) -> UInt64 {
    try machine.perform(Operation(.read, .relaxed, index, site)).first
  }

  @inlinable
  public func write(_ value: UInt64, _ site: StaticString) throws(Stop) {
    _ = try machine.perform(Operation(.write, .relaxed, index, site, Value(value)))
  }

  /// What it holds at the end of an execution; for checks, not for threads.
  public var final: UInt64 { machine.cells[index].value }
}
