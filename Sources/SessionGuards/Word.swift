public import Synchronization

/// A 64-bit word shared between threads: a bare atomic, or a scheduling point of a model checker.
///
/// Guards are written over this protocol and never over `Atomic`, so that the very source that is
/// measured also runs where every interleaving can be tried. `site` names the access: traces,
/// weakened orders and mutants refer to it; hardware ignores it, and no site is used twice in a
/// guard.
public protocol Word: ~Copyable, Sendable {
  /// `Never` on hardware; in a model checker the signal that ends a replay.
  associatedtype Fault: GuardFault

  init(_ value: UInt64)
  func load(_ order: MemoryOrder, _ site: StaticString) throws(Fault) -> UInt64
  func store(_ value: UInt64, _ order: MemoryOrder, _ site: StaticString) throws(Fault)
  /// Adds, wrapping, and returns the old value.
  func add(_ value: UInt64, _ order: MemoryOrder, _ site: StaticString) throws(Fault) -> UInt64
  /// Stores `value` and returns the old one.
  func exchange(
    _ value: UInt64, _ order: MemoryOrder, _ site: StaticString
  ) throws(Fault) -> UInt64
  /// Stores `desired` if the word holds `expected`, and returns the old value.
  ///
  /// Never fails spuriously. A failed exchange orders nothing beyond what `order` gives a load.
  func compareExchange(
    _ expected: UInt64, _ desired: UInt64, _ order: MemoryOrder, _ site: StaticString
  ) throws(Fault) -> UInt64
  /// Stores `desired` if the word holds `expected`, and returns whether it did and the old value.
  ///
  /// May fail spuriously: `exchanged` is then false although `original` is `expected`. It is for
  /// loops that would try again anyway; on Arm without single-instruction atomics it saves the loop
  /// inside. A failure orders what `order` gives a load. In the model every use may fail so, up to
  /// twice in a thread of one execution, so that a loop that tries again ends.
  func weakCompareExchange(
    _ expected: UInt64, _ desired: UInt64, _ order: MemoryOrder, _ site: StaticString
  ) throws(Fault) -> (exchanged: Bool, original: UInt64)
  /// Spins until the word holds something other than `value`; orders nothing.
  ///
  /// **The way to wait for another thread.** On hardware it is a loop of relaxed loads with the
  /// core's pause instruction. In the model it is one step, taken once there is something else to
  /// read, and a wait that nothing can end is found as a violation ("blocked for ever"); a loop of
  /// loads written out would be explored turn by turn instead, until it counts as lost progress.
  /// Take the word with an acquiring access afterwards.
  func wait(while value: UInt64, _ site: StaticString) throws(Fault)

  // A lock that lets its waiters sleep needs the next three. Words that have no use for them take
  // what stands below the protocol.

  /// Spins a little while the word holds `value`; orders nothing, and may return at any time.
  ///
  /// On hardware at most a hundred looks with the core's pause instruction. No access in the model:
  /// whatever the caller does next is right at any time.
  func linger(while value: UInt64)
  /// Sleeps if the word holds `value`, until a thread wakes it or for no reason; orders nothing.
  ///
  /// To look and to fall asleep is one step: a wake-up that comes after the word was changed finds
  /// the sleeper, or the sleeper finds the change. futex(2) on hardware, which sees the lower 32
  /// bits. Without a definition of its own it is `wait(while:)`, which needs no wake-up.
  func sleep(while value: UInt64, _ site: StaticString) throws(Fault)
  /// Wakes the thread that has slept on the word for longest, if there is one.
  func wakeOne(_ site: StaticString) throws(Fault)

  // Fences belong to no word. They are asked of one all the same, and not of its type, because a
  // model word knows the machine that it belongs to, and its type does not: any word of the guard
  // will do, and each gives the same fence.

  /// A fence of C++20: acquire, release, both, or sequentially consistent. Relaxed does nothing.
  ///
  /// An acquire fence makes the loads before it acquire, a release fence makes the stores after it
  /// release. Only a sequentially consistent one orders a store before it against a load after it,
  /// and only against another such fence. That one costs a full barrier (about a locked
  /// instruction on x86-64, `dmb ish` on Arm); the others cost nothing on x86-64, and `dmb ishld`
  /// or `dmb ish` on Arm.
  ///
  /// The thread sanitizer does not understand stand-alone fences: what only they order it reports
  /// as a race. Prefer the orders of accesses where they do.
  func fence(_ order: MemoryOrder, _ site: StaticString) throws(Fault)
  /// A sequentially consistent fence that follows an addition or exchange of this thread at once.
  ///
  /// On x86-64 it is no instruction, since those are full barriers themselves; elsewhere it is the
  /// fence. It is 'smp_mb__after_atomic' of Linux.
  func fenceAfterUpdate(_ site: StaticString) throws(Fault)
  /// The cheap half of an asymmetric pair: a barrier for the compiler, and no instruction for the
  /// processor but a look at whether the kernel has the other half.
  ///
  /// Between a light and a heavy fence it holds what holds between two sequentially consistent
  /// ones: of two threads that each store, pass their fence and load what the other stores, one
  /// sees the other's store. It orders against **heavy fences only**: two light fences order
  /// nothing between each other, nor do a light one and a sequentially consistent one. It neither
  /// acquires nor releases. It must not be left out, since the compiler could then move the load
  /// before the store, and so a heavy fence in the model orders nothing of a thread without it.
  ///
  /// The pair is `asymmetric_thread_fence_light` and `_heavy` of C++ proposal P1202 and of folly
  /// (`AsymmetricThreadFence.h`); liburcu's `cmm_smp_mb_slave` and `_master` are the same.
  func lightFence(_ site: StaticString) throws(Fault)
  /// The dear half of an asymmetric pair: every thread of the process passes a full barrier
  /// before it returns.
  ///
  /// A sequentially consistent fence of its own thread, hence an acquiring and a releasing one, and
  /// one of all threads that pass light fences. It is Linux's membarrier(2),
  /// `MEMBARRIER_CMD_PRIVATE_EXPEDITED` (since 4.14): a system call that interrupts each core on
  /// which the process runs, some microseconds, to be shared among many retired things. Where the
  /// kernel refuses it, both halves are full fences (`hasProcessMemoryBarrier`). The thread
  /// sanitizer understands neither half.
  func heavyFence(_ site: StaticString) throws(Fault)
}

extension Word where Self: ~Copyable {
  @inlinable
  public func linger(while _: UInt64) {}
  @inlinable
  public func sleep(while value: UInt64, _ site: StaticString) throws(Fault) {
    try wait(while: value, site)
  }
  @inlinable
  public func wakeOne(_: StaticString) throws(Fault) {}
  @inlinable @inline(__always)
  public func fenceAfterUpdate(_ site: StaticString) throws(Fault) {
    // Sequentially consistent: it is that fence.
    try fence(.sequentiallyConsistent, site)
  }
}

/// Two words that are compared and exchanged as one, and of which each half can be used alone.
public protocol DoubleWord: ~Copyable, Sendable {
  associatedtype Fault: GuardFault

  init(_ value: WordPair)
  func load(_ order: MemoryOrder, _ site: StaticString) throws(Fault) -> WordPair
  func loadSecond(_ order: MemoryOrder, _ site: StaticString) throws(Fault) -> UInt
  /// Adds, wrapping, to the first word only, and returns its old value.
  func addFirst(_ value: UInt, _ order: MemoryOrder, _ site: StaticString) throws(Fault) -> UInt
  func compareExchange(
    _ expected: WordPair, _ desired: WordPair, _ order: MemoryOrder, _ site: StaticString
  ) throws(Fault) -> WordPair
}

/// Mutual exclusion: the system's, our own over words, or a model checker's specification of it.
///
/// Locking acquires and unlocking releases.
public protocol Lock: ~Copyable, Sendable {
  associatedtype Fault: GuardFault

  /// What a guard that holds this lock for the lease is called in results.
  static var strategy: Strategy { get }
  init()
  /// Makes one that spins before it sleeps, where the platform's has such a kind.
  init(spinsFirst: Bool)
  func lock(_ site: StaticString) throws(Fault)
  func unlock(_ site: StaticString) throws(Fault)
}

extension Lock where Self: ~Copyable {
  @inlinable
  public init(spinsFirst _: Bool) { self.init() }
}

/// A lock that many threads share, or one has alone: the system's, or its specification.
///
/// Locking acquires and unlocking releases. Threads that share it are not ordered among each other;
/// one that has it alone sees all that those before it did.
public protocol SharedLock: ~Copyable, Sendable {
  associatedtype Fault: GuardFault

  init()
  func lockShared(_ site: StaticString) throws(Fault)
  func unlockShared(_ site: StaticString) throws(Fault)
  func lock(_ site: StaticString) throws(Fault)
  func unlock(_ site: StaticString) throws(Fault)
}

/// The memory a guard runs on, as a bundle of types.
///
/// A generic enum, because an associated type must be copyable and a word is not.
public enum Platform<
  W: Word & ~Copyable, D: DoubleWord & ~Copyable, L: Lock & ~Copyable, S: SharedLock & ~Copyable
> {}
