public import Synchronization

#if THREAD_SANITIZER
internal import CSystem
#endif

/// A table of strong references under locks; the session ends with its last reference.
///
///     entry of a slot, under the slot's lock: generation | reference to the session, nil if closed
///     place of a participant: the reference that its lease keeps
///
/// The plain Swift way: a session is an object, and a thread that uses it holds a reference.
///
///     acquire   under the lock: the entry has this generation and a reference? Then retain it.
///     release   release the reference.
///     close     under the lock: take the reference out. After it: release it.
///     open      under the lock: a new object, of the next generation.
///
/// Why it is safe: the object's `deinit` is what reports to `reclaim`. It runs once, on the thread
/// that gave the last reference back, and no lease is out then, as each has a reference of its own.
/// A reference is taken under the lock of the entry that has one, so never of an object that ends.
/// It is given back outside of every lock, so `reclaim` runs under none.
///
/// One `Synchronization.Mutex` a slot, and not a dictionary under one lock, which would measure a
/// lock that all sessions share. That mutex is what Swift programmers reach for, and what
/// `stdlib-mutex` holds for the whole lease: compared with it, this guard shows what references
/// cost. The references are counted by hand (`Unmanaged`), because a table lends its entries
/// unchangeable; the counting is that of any strong reference. A lease is a value without a
/// reference, so its reference lies in a place of the participant's own, which has at most one
/// lease; a local variable would cost less by a store.
///
/// Hardware only: reference counts are the Swift runtime's, of which no model knows.
///
/// Source: what Swift programs do without a second thought.
@frozen
public struct ArcGuard: SessionGuard, ~Copyable {
  public typealias Fault = Never
  @inlinable public static var strategy: Strategy { .arc }

  /// For the package: the mutants among its tests rewrite one method of a right guard.
  @usableFromInline package let entries: SlotTable<Entry>
  @usableFromInline let places: SlotTable<Reference>
  @usableFromInline let lastGeneration: UInt32
  @usableFromInline let reclaim: Reclaim<Never>

  /// What a slot holds; read and written under its lock.
  @usableFromInline
  @frozen
  package struct Entry: ~Copyable, Sendable {
    @usableFromInline package let lock = StdlibLock()
    @usableFromInline package let generation = Atomic<UInt32>(0)
    @usableFromInline package let table = Reference()
    @inlinable init() {}

    /// A session that is open still ends with the table.
    @inlinable
    deinit {
      // Safe: it balances the retain of `open`, as no close has.
      if let session = unsafe table.session { unsafe session.release() }
    }
  }

  /// A counted reference, or none. In the table: read and written under the slot's lock. Of a
  /// participant: its own.
  @usableFromInline
  @frozen @safe
  package struct Reference: ~Copyable, Sendable {
    @usableFromInline let word: Atomic<Unmanaged<Session>?>
    @inlinable init() { unsafe word = Atomic(nil) }

    @inlinable @inline(__always)
    package var session: Unmanaged<Session>? {
      // Relaxed: under the lock, or of the thread's own participant.
      unsafe word.load(ordering: .relaxed)
    }

    @inlinable @inline(__always)
    package func set(_ session: Unmanaged<Session>?) {
      // Relaxed: as above.
      unsafe word.store(session, ordering: .relaxed)
    }
  }

  /// A session as long as anything refers to it.
  @usableFromInline
  package final class Session: Sendable {
    package let id: SessionID
    private let reclaim: Reclaim<Never>
    /// A session that no thread has closed ends with its guard, and is not reported.
    private let isClosed = Atomic(false)

    @usableFromInline
    init(_ id: SessionID, _ reclaim: Reclaim<Never>) {
      self.id = id
      self.reclaim = reclaim
    }

    /// The caller took it out of the table, and gives its reference back next.
    @usableFromInline
    package func close() {
      // Relaxed: the closer's reference, which it gives back after this, orders it before deinit.
      isClosed.store(true, ordering: .relaxed)
    }

    deinit {
      #if THREAD_SANITIZER
      announceEnd()
      #endif
      // Relaxed: the runtime orders every release of a reference before deinit.
      if isClosed.load(ordering: .relaxed) { reclaim(id) }
    }
  }

  @inlinable
  public init(
    slotCount: Int, participantCount: Int, lastGeneration: UInt32, reclaim: Reclaim<Never>
  ) {
    entries = SlotTable(count: slotCount) { _ in Entry() }
    places = SlotTable(count: participantCount) { _ in Reference() }
    self.lastGeneration = lastGeneration
    self.reclaim = reclaim
  }

  @inlinable
  public func open(_ slot: Slot) -> SessionID? {
    // Relaxed: the caller alone opens this slot, and changes its generation.
    let last = entries[slot].generation.load(ordering: .relaxed)
    guard last < lastGeneration else { return nil }
    let id = SessionID(slot: slot, generation: last + 1)
    // Safe: `close` balances it, or the end of the table.
    let session = unsafe Unmanaged.passRetained(Session(id, reclaim))
    entries[slot].lock.lock("open.lock")
    // Relaxed, here and wherever the lock is held: the lock orders the accesses.
    entries[slot].generation.store(id.generation, ordering: .relaxed)
    unsafe entries[slot].table.set(session)
    entries[slot].lock.unlock("open.unlock")
    return id
  }

  @inlinable @inline(__always)
  public func acquire(_ id: SessionID, as participant: borrowing Participant) -> Lease<Never>? {
    entries[id.slot].lock.lock("acquire.lock")
    // Relaxed: under the lock.
    let generation = entries[id.slot].generation.load(ordering: .relaxed)
    guard generation == id.generation, let session = unsafe entries[id.slot].table.session else {
      entries[id.slot].lock.unlock("acquire.unlockRefused")
      return nil
    }
    // Safe: the table's reference keeps it, and no close takes that while the lock is held.
    _ = unsafe session.retain()
    entries[id.slot].lock.unlock("acquire.unlock")
    unsafe places[participant.index].set(session)
    return Lease(id)
  }

  @inlinable @inline(__always)
  public func release(_ lease: consuming Lease<Never>, as participant: borrowing Participant) {
    _ = lease.end()
    if let session = unsafe places[participant.index].session { unsafe giveBack(session) }
  }

  @inlinable
  public func close(_ id: SessionID, as _: borrowing Participant) -> Bool {
    entries[id.slot].lock.lock("close.lock")
    var taken: Unmanaged<Session>?
    // Relaxed: under the lock.
    if entries[id.slot].generation.load(ordering: .relaxed) == id.generation {
      unsafe taken = unsafe entries[id.slot].table.session
      unsafe entries[id.slot].table.set(nil)
    }
    entries[id.slot].lock.unlock("close.unlock")
    guard let taken = unsafe taken else { return false }
    // Safe: the reference that was the table's is this thread's now.
    unsafe taken._withUnsafeGuaranteedRef { $0.close() }
    unsafe giveBack(taken)
    return true
  }

  @inlinable @inline(__always)
  func giveBack(_ session: Unmanaged<Session>) {
    #if THREAD_SANITIZER
    unsafe Session.announceRelease(session)
    #endif
    // Safe: it balances the retain of `open` or `acquire`, once, as a lease ends once.
    unsafe session.release()
  }

  @inlinable @inline(__always)
  public func prefetch(_ id: SessionID, for _: UpcomingUse) { entries.prefetchToWrite(id.slot) }
}

#if THREAD_SANITIZER
// The runtime's counts lie in a library that is not instrumented: without these two the sanitizer
// reports races that are none.
extension ArcGuard.Session {
  @usableFromInline
  static func announceRelease(_ session: Unmanaged<ArcGuard.Session>) {
    // Safe: the sanitizer uses the address as a name only.
    unsafe __tsan_release(session.toOpaque())
  }

  func announceEnd() {
    // Safe: the sanitizer uses the address as a name only.
    unsafe __tsan_acquire(Unmanaged.passUnretained(self).toOpaque())
  }
}
#endif

extension Strategy {
  /// Strong references in a table under locks.
  public static let arc = Strategy(
    name: "arc", idea: "a table of strong references under locks; the last reference is the end",
    closeRule: .early, isExclusive: false, takesLock: true, source: "plain Swift",
    slowPaths: [
      "swift_retain", "swift_release", "_MutexHandle._lockSlow", "_MutexHandle._unlockSlow",
      "syscall",
    ],
    // The mutex's: taken, given back, and given back where it is refused. The runtime's retain and
    // release are a compare-exchange loop each beside them.
    x86Shape: ["lock cmpxchg", "lock cmpxchg", "lock cmpxchg"],
    exemptions: [
      Exemption(
        from: .proof,
        because: "its reference counts are the Swift runtime's and its lock lies in a closed "
          + "library, of which no model knows: the sequential story, the stress and the sanitizers "
          + "stand in"),
      Exemption(
        from: .armShape,
        because: "Arm code is compiled for bare metal, which has neither its lock nor its "
          + "runtime's counts"),
    ])
}
