/// Room for a fixed number of elements, claimed once.
///
/// A machine's state is a handful of these: a step allocates nothing and pays for no exclusivity
/// check, and the next execution writes over the last one.
@usableFromInline @safe
struct Store<Element>: ~Copyable {
  @usableFromInline let base: UnsafeMutablePointer<Element>
  @usableFromInline let count: Int

  init(_ count: Int, repeating element: Element) {
    // Safe: initialised here, in full, and given back by the only owner.
    unsafe base = .allocate(capacity: count)
    unsafe base.initialize(repeating: element, count: count)
    self.count = count
  }

  deinit {
    unsafe base.deinitialize(count: count)
    unsafe base.deallocate()
  }

  @inlinable
  subscript(index: Int) -> Element {
    // Safe: within the allocation; the machine that owns the store runs on one thread.
    @inline(__always) unsafeAddress {
      precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "outside the store")
      return unsafe UnsafePointer(base + index)
    }
    @inline(__always) nonmutating unsafeMutableAddress {
      precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "outside the store")
      return unsafe base + index
    }
  }
}
