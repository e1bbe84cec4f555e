public import CBarrier
public import Synchronization

/// The machine itself: bare atomics and the system's locks.
public typealias Hardware = Platform<
  HardwareWord, HardwareDoubleWord, PthreadLock, PthreadRWLock
>

/// A word that is nothing but an atomic: every operation is the instruction its name says.
@frozen
public struct HardwareWord: Word, ~Copyable {
  public typealias Fault = Never
  @usableFromInline let atomic: Atomic<UInt64>

  @inlinable @inline(__always)
  public init(_ value: UInt64) { atomic = Atomic(value) }
}

// The order is the caller's: the call site says what it pairs with. A load cannot release
// and a store cannot acquire, so those cases take the strongest order that exists for them.
extension HardwareWord {
  @inlinable @inline(__always)
  public func load(_ order: MemoryOrder, _: StaticString) -> UInt64 {
    switch order {
    case .relaxed: atomic.load(ordering: .relaxed)
    case .sequentiallyConsistent: atomic.load(ordering: .sequentiallyConsistent)
    case .acquiring, .releasing, .acquiringAndReleasing: atomic.load(ordering: .acquiring)
    }
  }

  @inlinable @inline(__always)
  public func store(_ value: UInt64, _ order: MemoryOrder, _: StaticString) {
    switch order {
    case .relaxed: atomic.store(value, ordering: .relaxed)
    case .sequentiallyConsistent: atomic.store(value, ordering: .sequentiallyConsistent)
    case .acquiring, .releasing, .acquiringAndReleasing: atomic.store(value, ordering: .releasing)
    }
  }

  @inlinable @inline(__always)
  public func add(_ value: UInt64, _ order: MemoryOrder, _: StaticString) -> UInt64 {
    switch order {
    case .relaxed: atomic.wrappingAdd(value, ordering: .relaxed).oldValue
    case .acquiring: atomic.wrappingAdd(value, ordering: .acquiring).oldValue
    case .releasing: atomic.wrappingAdd(value, ordering: .releasing).oldValue
    case .acquiringAndReleasing:
      atomic.wrappingAdd(value, ordering: .acquiringAndReleasing).oldValue
    case .sequentiallyConsistent:
      atomic.wrappingAdd(value, ordering: .sequentiallyConsistent).oldValue
    }
  }

  @inlinable @inline(__always)
  public func exchange(_ value: UInt64, _ order: MemoryOrder, _: StaticString) -> UInt64 {
    switch order {
    case .relaxed: atomic.exchange(value, ordering: .relaxed)
    case .acquiring: atomic.exchange(value, ordering: .acquiring)
    case .releasing: atomic.exchange(value, ordering: .releasing)
    case .acquiringAndReleasing: atomic.exchange(value, ordering: .acquiringAndReleasing)
    case .sequentiallyConsistent: atomic.exchange(value, ordering: .sequentiallyConsistent)
    }
  }

  @inlinable @inline(__always)
  public func compareExchange(
    _ expected: UInt64, _ desired: UInt64, _ order: MemoryOrder, _: StaticString
  ) -> UInt64 {
    switch order {
    case .relaxed:
      atomic.compareExchange(expected: expected, desired: desired, ordering: .relaxed).original
    case .acquiring:
      atomic.compareExchange(expected: expected, desired: desired, ordering: .acquiring).original
    case .releasing:
      atomic.compareExchange(expected: expected, desired: desired, ordering: .releasing).original
    case .acquiringAndReleasing:
      atomic.compareExchange(
        expected: expected, desired: desired, ordering: .acquiringAndReleasing
      ).original
    case .sequentiallyConsistent:
      atomic.compareExchange(
        expected: expected, desired: desired, ordering: .sequentiallyConsistent
      ).original
    }
  }

  @inlinable @inline(__always)
  public func weakCompareExchange(
    _ expected: UInt64, _ desired: UInt64, _ order: MemoryOrder, _: StaticString
  ) -> (exchanged: Bool, original: UInt64) {
    switch order {
    case .relaxed:
      atomic.weakCompareExchange(expected: expected, desired: desired, ordering: .relaxed)
    case .acquiring:
      atomic.weakCompareExchange(expected: expected, desired: desired, ordering: .acquiring)
    case .releasing:
      atomic.weakCompareExchange(expected: expected, desired: desired, ordering: .releasing)
    case .acquiringAndReleasing:
      atomic.weakCompareExchange(
        expected: expected, desired: desired, ordering: .acquiringAndReleasing)
    case .sequentiallyConsistent:
      atomic.weakCompareExchange(
        expected: expected, desired: desired, ordering: .sequentiallyConsistent)
    }
  }

  @inlinable
  public func wait(while value: UInt64, _: StaticString) {
    // Relaxed: a thread that waits takes the word with an acquiring access of its own afterwards.
    repeat { spinPause() } while atomic.load(ordering: .relaxed) == value
  }
}

// A fence belongs to no word: which one it is asked of makes no difference.
extension HardwareWord {
  @inlinable @inline(__always)
  public func fence(_ order: MemoryOrder, _: StaticString) {
    switch order {
    case .relaxed: break
    case .acquiring: atomicMemoryFence(ordering: .acquiring)
    case .releasing: atomicMemoryFence(ordering: .releasing)
    case .acquiringAndReleasing: atomicMemoryFence(ordering: .acquiringAndReleasing)
    case .sequentiallyConsistent: atomicMemoryFence(ordering: .sequentiallyConsistent)
    }
  }

  @inlinable @inline(__always)
  public func fenceAfterUpdate(_ site: StaticString) {
    #if arch(x86_64)
    // The locked instruction before it is a full barrier for the processor; this is the compiler's.
    compiler_barrier()
    #else
    // Sequentially consistent: it is that fence.
    fence(.sequentiallyConsistent, site)
    #endif
  }

  @inlinable @inline(__always)
  public func lightFence(_: StaticString) { light_fence() }

  @inlinable
  public func heavyFence(_: StaticString) {
    processMemoryBarrier()
  }
}
