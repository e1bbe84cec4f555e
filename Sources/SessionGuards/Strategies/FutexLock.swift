extension Strategy {
  /// A plain futex with a spin before it, held for the lease.
  public static let futexMutex = Strategy(
    name: "futex-mutex", idea: "plain futex that spins before it sleeps, held for the lease",
    closeRule: .early, isExclusive: true,
    source: "Drepper, Futexes Are Tricky, 2011; swiftlang/swift#88523, Mutex after 6.3",
    slowPaths: ["FutexLock.wakeSleeper", "FutexLock.lockContended"],
    x86Shape: ["lock cmpxchg", "xchg", "xchg"],
    armShape: ArmShape(
      open: ["casa", "swpl"], acquire: ["casa", "swpl"], release: ["swpl"],
      close: ["casa", "swpl"], slowPath: ["casa", "swpa", "swpa"],
      earlierSlowPaths: [[]]),
    exemptions: [
      Exemption(
        from: .proof,
        because: "under it most scenarios have too many executions; the lock itself is proved over "
          + "model words, asleep and awake (FutexLockTests), and the guard over it as mutex"),
      Exemption(
        from: .mutants,
        because: "its mutants are locks (FutexLockTests); the guard over it has its own as mutex"),
    ])
}

/// A lock that costs no system call while no thread waits, and lets waiters sleep in the kernel.
///
///     word: 63 ... 32 | 31 ....... 0
///           –         | 0 free, 1 held, 2 held and a thread may sleep
///
/// The operations:
///
///     lock      exchanges 0 for 1. Where it is held: spins a little while the word is 1, tries
///               that exchange once more, and then puts 2 until it finds 0, sleeping while it is 2.
///     unlock    puts 0. If it was 2, wakes one sleeper.
///
/// Why it is safe: only an access that finds 0 takes the lock, and it leaves 1 or 2. Why no wake-up
/// is lost: a thread sleeps only while the word is 2, which the kernel looks at again in one step
/// with the falling asleep, and the thread that takes a 2 away wakes one. The woken thread puts 2
/// when it takes the lock, since it cannot know whether others sleep, and so its unlock wakes the
/// next. One wake-up too many is the price.
///
/// Unfair: a thread that comes by takes a free lock before the one that is waking up. Under more
/// threads than processors it yields the processor, where spin locks burn it.
@frozen
public struct FutexLock<W: Word & ~Copyable>: Lock, ~Copyable {
  public typealias Fault = W.Fault
  @inlinable public static var strategy: Strategy { .futexMutex }

  @inlinable static var free: UInt64 { 0 }
  @inlinable static var held: UInt64 { 1 }
  @inlinable static var sleptFor: UInt64 { 2 }

  @usableFromInline let state: W

  @inlinable @inline(__always)
  public init() { state = W(FutexLock.free) }

  @inlinable @inline(__always)
  public func lock(_ site: StaticString) throws(Fault) {
    // Acquire: pairs with the releasing exchange of unlock; sees all that the last holder did.
    let old = try state.compareExchange(Self.free, Self.held, .acquiring, site)
    if old != Self.free { try lockContended() }
  }

  @inlinable @inline(never)
  func lockContended() throws(Fault) {
    // Nothing rests on the spin: the exchange looks again.
    state.linger(while: Self.held)
    // Acquire: as in lock.
    let old = try state.compareExchange(Self.free, Self.held, .acquiring, "futex.retry")
    if old == Self.free { return }
    // Acquire: as in lock.
    while try state.exchange(Self.sleptFor, .acquiring, "futex.mark") != Self.free {
      try state.sleep(while: Self.sleptFor, "futex.sleep")
    }
  }

  @inlinable @inline(__always)
  public func unlock(_ site: StaticString) throws(Fault) {
    // Release: pairs with the acquiring exchanges of the next holder.
    let old = try state.exchange(Self.free, .releasing, site)
    if old == Self.sleptFor { try wakeSleeper() }
  }

  @inlinable @inline(never)
  func wakeSleeper() throws(Fault) { try state.wakeOne("futex.wake") }
}
