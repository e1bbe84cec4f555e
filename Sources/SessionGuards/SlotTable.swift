public import CBarrier

/// One noncopyable element per slot, each on cache lines of its own.
///
/// Slots are never freed, moved or re-typed while the table lives. The stride is a multiple of 128
/// bytes: two lines, because neighbouring lines are fetched in pairs. As many bytes lie in front of
/// the first slot, for the table's owner.
@frozen @safe
public struct SlotTable<Element: ~Copyable>: ~Copyable {
  @usableFromInline let base: UnsafeMutableRawPointer
  /// How many slots it has.
  public let count: Int

  @inlinable static var stride: Int { (MemoryLayout<Element>.stride + 127) & ~127 }
  @inlinable static var frontBytes: Int { 128 }

  /// Makes a table of `count` slots with what `element` returns for each.
  @inlinable
  public init(count: Int, _ element: (Int) -> Element) {
    precondition(count > 0 && count <= Int(Slot.max), "a table has 1 to 2^32 - 1 slots")
    // Safe: every slot is initialised here, before any thread can reach it.
    unsafe base =
      UnsafeMutableRawPointer.allocate(
        byteCount: Self.frontBytes + count * Self.stride, alignment: 128) + Self.frontBytes
    self.count = count
    for index in 0..<count {
      unsafe (base + index * Self.stride).initializeMemory(as: Element.self, to: element(index))
    }
  }

  @inlinable
  deinit {
    // Safe: the table is the only owner, and no element of a table that ends is borrowed.
    for index in 0..<count {
      unsafe (base + index * Self.stride).assumingMemoryBound(to: Element.self)
        .deinitialize(count: 1)
    }
    unsafe front.deallocate()
  }

  /// The slot's element, lent; traps if there is no such slot.
  @inlinable
  public subscript(slot: Slot) -> Element {
    @inline(__always) unsafeAddress { unsafe address(of: slot) }
  }

  @inlinable @inline(__always)
  func address(of slot: Slot) -> UnsafePointer<Element> {
    precondition(Int(slot) < count, "no such slot")
    // Safe: within the allocation, initialised, and lent for no longer than the table is.
    return unsafe UnsafePointer(
      (base + Int(slot) &* Self.stride).assumingMemoryBound(to: Element.self))
  }

  /// Asks for the slot's first cache line, which is written soon; nothing if there is no such slot.
  ///
  /// A hint to the processor, and no access.
  @inlinable @inline(__always)
  public func prefetchToWrite(_ slot: Slot) {
    guard Int(slot) < count else { return }
    // Safe: an address within the allocation, of which nothing is read or written.
    unsafe prefetch_to_write(base + Int(slot) &* Self.stride)
  }

  /// The same for a slot that is read soon: the line stays with the processors that read it too.
  @inlinable @inline(__always)
  public func prefetchToRead(_ slot: Slot) {
    guard Int(slot) < count else { return }
    // Safe: as above.
    unsafe prefetch_to_read(base + Int(slot) &* Self.stride)
  }

  /// 128 bytes that are not initialised, and end with the table.
  @inlinable var front: UnsafeMutableRawPointer { unsafe base - Self.frontBytes }
}

// Safe: the table never moves or replaces an element, and lends them out borrowed only.
extension SlotTable: @unchecked Sendable where Element: Sendable & ~Copyable {}

/// A guard's slots, with what its rundown calls in front of them.
///
/// The hot path of a guard needs its table's address in any case. Were `reclaim` a field of the
/// guard beside it, every acquire and release that may run a session down would load it: the
/// compiler cannot move that load past the locked instruction to where it is needed.
///
/// A rundown is a static function of the table, so that it is handed these two words and not a copy
/// of the guard.
@frozen @safe
public struct RundownTable<Element: ~Copyable, Fault: GuardFault>: ~Copyable {
  @usableFromInline let slots: SlotTable<Element>

  /// Makes a table of `count` slots with what `element` returns for each.
  @inlinable
  public init(count: Int, reclaim: Reclaim<Fault>, _ element: (Int) -> Element) {
    slots = SlotTable(count: count, element)
    // Safe: the place is the table's owner's, and no thread can reach it yet.
    unsafe slots.front.initializeMemory(as: Reclaim<Fault>.self, to: reclaim)
  }

  @inlinable
  deinit {
    // Safe: initialised once, and the slots' memory is given back after this.
    unsafe slots.front.assumingMemoryBound(to: Reclaim<Fault>.self).deinitialize(count: 1)
  }

  /// The slot's element, lent; traps if there is no such slot.
  @inlinable
  public subscript(slot: Slot) -> Element {
    @inline(__always) unsafeAddress { unsafe slots.address(of: slot) }
  }

  /// Asks for the slot's first cache line, which is written soon; nothing if there is no such slot.
  @inlinable @inline(__always)
  public func prefetchToWrite(_ slot: Slot) { slots.prefetchToWrite(slot) }

  /// The same for a slot that is read soon: the line stays with the processors that read it too.
  @inlinable @inline(__always)
  public func prefetchToRead(_ slot: Slot) { slots.prefetchToRead(slot) }

  /// Reports that the session's last use has ended; see `Reclaim`.
  @inlinable
  public func reclaim(_ id: SessionID) throws(Fault) {
    // Safe: initialised with the table, and never written again.
    try unsafe slots.front.assumingMemoryBound(to: Reclaim<Fault>.self).pointee(id)
  }
}

extension RundownTable: Sendable where Element: Sendable & ~Copyable {}
