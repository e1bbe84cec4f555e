/// A guard's slots, with what its rundown calls in front of them.
///
/// The hot path of a guard needs its table's address in any case. Were `reclaim` a field of the
/// guard beside it, whoever may have to run a session down would load it on every acquire and
/// release: the compiler cannot move that load past the locked instruction to where it is needed.
///
/// A rundown is a static function of the table, so that it is handed these two words and not a copy
/// of the guard.
@frozen @safe
public struct RundownTable<Element: ~Copyable, Fault: GuardFault>: ~Copyable {
  @usableFromInline let slots: SlotTable<Element>

  @inlinable
  public init(count: Int, reclaim: Reclaim<Fault>, _ element: (Int) -> Element) {
    slots = SlotTable(count: count, element)
    // Safe: the place is the table's owner's, and nobody can reach it yet.
    unsafe slots.front.initializeMemory(as: Reclaim<Fault>.self, to: reclaim)
  }

  @inlinable
  deinit {
    // Safe: initialised once, and the slots' memory is given back after this.
    unsafe slots.front.assumingMemoryBound(to: Reclaim<Fault>.self).deinitialize(count: 1)
  }

  @inlinable
  public subscript(slot: Slot) -> Element {
    @inline(__always) unsafeAddress { unsafe slots.address(of: slot) }
  }

  /// Reports that the session's last use has ended; see `Reclaim`.
  @inlinable
  public func reclaim(_ id: SessionID) throws(Fault) {
    // Safe: initialised with the table, and never written again.
    try unsafe slots.front.assumingMemoryBound(to: Reclaim<Fault>.self).pointee(id)
  }
}

extension RundownTable: Sendable where Element: Sendable & ~Copyable {}
