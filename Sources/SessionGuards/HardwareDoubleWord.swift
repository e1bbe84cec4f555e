public import Synchronization

/// 16 bytes that answer to a double-width exchange as a whole and to plain atomics by halves.
///
/// Accesses of both sizes to one place are defined by the processors (on x86-64 a locked
/// instruction of either size excludes the other; on Arm both are single-copy atomic within 16
/// aligned bytes), not by the memory model of C or Swift. A strategy that needs them says so in
/// results.
@frozen
public struct HardwareDoubleWord: DoubleWord, ~Copyable {
  public typealias Fault = Never
  @usableFromInline let pair: Atomic<WordPair>

  @inlinable @inline(__always)
  public init(_ value: WordPair) { pair = Atomic(value) }

  @inlinable @inline(__always)
  func withHalf<Result>(_ index: Int, _ body: (borrowing Atomic<UInt>) -> Result) -> Result {
    // Safe: an Atomic has an address of its own for as long as it lives, and two words of storage.
    unsafe withUnsafePointer(to: pair) { whole in
      unsafe body(UnsafeRawPointer(whole).assumingMemoryBound(to: Atomic<UInt>.self)[index])
    }
  }
}

// The order is the caller's: the call site says what it pairs with.
extension HardwareDoubleWord {
  @inlinable @inline(__always)
  public func load(_ order: MemoryOrder, _: StaticString) -> WordPair {
    switch order {
    case .relaxed: pair.load(ordering: .relaxed)
    case .sequentiallyConsistent: pair.load(ordering: .sequentiallyConsistent)
    case .acquiring, .releasing, .acquiringAndReleasing: pair.load(ordering: .acquiring)
    }
  }

  @inlinable @inline(__always)
  public func compareExchange(
    _ expected: WordPair, _ desired: WordPair, _ order: MemoryOrder, _: StaticString
  ) -> WordPair {
    switch order {
    case .relaxed:
      pair.compareExchange(expected: expected, desired: desired, ordering: .relaxed).original
    case .acquiring:
      pair.compareExchange(expected: expected, desired: desired, ordering: .acquiring).original
    case .releasing:
      pair.compareExchange(expected: expected, desired: desired, ordering: .releasing).original
    case .acquiringAndReleasing:
      pair.compareExchange(
        expected: expected, desired: desired, ordering: .acquiringAndReleasing
      ).original
    case .sequentiallyConsistent:
      pair.compareExchange(
        expected: expected, desired: desired, ordering: .sequentiallyConsistent
      ).original
    }
  }
}

#if THREAD_SANITIZER
// The thread sanitizer emulates 16-byte atomics under a mutex of its own, of which 8-byte accesses
// know nothing: a count added by halves gets lost under it (a session that is never reclaimed). So
// both go the whole width here; what the guard asks for, and its orders, stay the same.
extension HardwareDoubleWord {
  @inlinable
  public func loadSecond(_ order: MemoryOrder, _ site: StaticString) -> UInt {
    load(order, site).second
  }

  @inlinable
  public func addFirst(_ value: UInt, _ order: MemoryOrder, _ site: StaticString) -> UInt {
    var old = load(.relaxed, site)
    while true {
      let next = WordPair(first: old.first &+ value, second: old.second)
      let found = compareExchange(old, next, order, site)
      if found == old { return old.first }
      old = found
    }
  }
}
#else
extension HardwareDoubleWord {
  @inlinable @inline(__always)
  public func loadSecond(_ order: MemoryOrder, _: StaticString) -> UInt {
    withHalf(1) { half in
      switch order {
      case .relaxed: half.load(ordering: .relaxed)
      case .sequentiallyConsistent: half.load(ordering: .sequentiallyConsistent)
      case .acquiring, .releasing, .acquiringAndReleasing: half.load(ordering: .acquiring)
      }
    }
  }

  @inlinable @inline(__always)
  public func addFirst(_ value: UInt, _ order: MemoryOrder, _: StaticString) -> UInt {
    withHalf(0) { half in
      switch order {
      case .relaxed: half.wrappingAdd(value, ordering: .relaxed).oldValue
      case .acquiring: half.wrappingAdd(value, ordering: .acquiring).oldValue
      case .releasing: half.wrappingAdd(value, ordering: .releasing).oldValue
      case .acquiringAndReleasing:
        half.wrappingAdd(value, ordering: .acquiringAndReleasing).oldValue
      case .sequentiallyConsistent:
        half.wrappingAdd(value, ordering: .sequentiallyConsistent).oldValue
      }
    }
  }
}
#endif
