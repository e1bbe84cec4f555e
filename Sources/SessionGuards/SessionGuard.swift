/// Lends sessions to threads, and says when a closed session's slot may be used again.
///
/// A guard is bookkeeping; the server acts. It knows no descriptor, thread or clock, and its only
/// mutable state is words and locks. What every guard but the floor promises:
///
/// 1. While a lease is out, its slot is not reclaimed.
/// 2. `close` returns true to exactly one caller, and `reclaim` follows exactly once per
///    generation, after the last lease is back.
/// 3. An id of another generation is never granted.
/// 4. With no close in flight, `acquire` of a live id succeeds.
/// 5. After a won `close`, a guard with the early rule grants nothing more; one with the at-zero
///    rule may go on granting until the count touches zero.
///
/// Not promised: mutual exclusion between two leases of one session. A guard that gives it says so.
/// What the caller owes: a lease is given back on its thread and never nested, ids name slots below
/// `slotCount`, and `open` is called only by the one thread that holds the free slot.
///
///     import SessionGuards
///
///     func greet() {
///       let sessions = Guards.Packed(slotCount: 100, participantCount: 4) { id in
///         print("no thread uses \(id) any more: its slot may be opened again")
///       }
///       let threads = ParticipantRoster(count: 4)   // one for a guard
///       guard let me = threads.enroll() else { return }   // one for a thread, which keeps it
///
///       guard let id = sessions.open(0) else { return }
///       let greeting = sessions.withLease(id, as: me) { session in
///         "hello, \(session)"   // the session is not reclaimed before this returns
///       }
///       print(greeting ?? "the session has ended")
///       _ = sessions.close(id, as: me)   // now, or with the last lease, the closure above runs
///       threads.withdraw(me)
///     }
public protocol SessionGuard: ~Copyable, Sendable {
  /// `Never` on hardware; in a model checker the signal that ends a replay.
  associatedtype Fault: GuardFault = Never

  static var strategy: Strategy { get }

  /// Makes a guard of free slots.
  ///
  /// `reclaim` runs once per closed session, on whichever thread ended its last use, and only
  /// records that the slot may be torn down. `lastGeneration` is where a slot's life ends.
  init(
    slotCount: Int, participantCount: Int, lastGeneration: UInt32, reclaim: Reclaim<Fault>)

  /// Begins the next session in a free slot and gives the caller its unit.
  ///
  /// Nil once the slot has used up its generations: its owner retires it. Publish the id only after
  /// this returned.
  func open(_ slot: Slot) throws(Fault) -> SessionID?

  /// Lends the session, or refuses with nil.
  func acquire(
    _ id: SessionID, as participant: borrowing Participant
  ) throws(Fault) -> Lease<Fault>?

  /// Takes the lease back; after it, nothing of the session may be touched.
  ///
  /// A lease is no value to keep: giving it back twice does not compile, and dropping it traps.
  func release(_ lease: consuming Lease<Fault>, as participant: borrowing Participant) throws(Fault)

  /// Begins the session's end and gives its unit back; returns whether this call was the first.
  func close(_ id: SessionID, as participant: borrowing Participant) throws(Fault) -> Bool

  /// Says that this participant holds nothing now.
  ///
  /// Guards that reclaim later need it, and do it here: a thread calls it between its leases, once
  /// for each batch of its work, and before it waits. A participant that has closed sessions goes
  /// on to call it until they are reclaimed.
  func quiesce(as participant: borrowing Participant) throws(Fault)

  /// Asks for the memory that a lease or a close of the session will touch.
  ///
  /// A hint to the processor, for a thread that goes through many sessions (`withLeases`): it
  /// changes nothing, waits for nothing, and takes any id. A guard that has nothing to ask for
  /// leaves it out.
  func prefetch(_ id: SessionID, for use: UpcomingUse)

  /// Whether to ask for memory ahead is of use; true if the guard does not say.
  ///
  /// It is not where no instruction is locked: none waits there for the one before it, so that a
  /// processor reaches the memory of later sessions by itself, and sooner.
  static func asksAhead(for use: UpcomingUse) -> Bool
}

/// What a session's memory is asked for ahead of.
@frozen
public enum UpcomingUse: Sendable {
  case lease, close
}

extension SessionGuard where Self: ~Copyable {
  /// Makes a guard of free slots that may be reused as often as 32 bits of generation allow.
  @inlinable
  public init(
    slotCount: Int, participantCount: Int, lastGeneration: UInt32 = .max,
    reclaim: @escaping @Sendable (SessionID) throws(Fault) -> Void
  ) {
    self.init(
      slotCount: slotCount, participantCount: participantCount, lastGeneration: lastGeneration,
      reclaim: Reclaim(reclaim))
  }

  @inlinable
  public func quiesce(as _: borrowing Participant) throws(Fault) {}

  @inlinable @inline(__always)
  public func prefetch(_: SessionID, for _: UpcomingUse) {}

  @inlinable @inline(__always)
  public static func asksAhead(for _: UpcomingUse) -> Bool { true }
}

extension SessionGuard where Self: ~Copyable, Fault == Never {
  /// Runs `body` under a lease of the session, and returns what it returns; nil, without running
  /// it, if the session has ended.
  ///
  /// `body` must not take another lease on this thread, wait, or run code that may. What it throws
  /// is thrown on, after the release.
  @inlinable @inline(__always)
  public func withLease<Result: ~Copyable, Failure: Error>(
    _ id: SessionID, as participant: borrowing Participant,
    _ body: (SessionID) throws(Failure) -> Result
  ) throws(Failure) -> Result? {
    guard let lease = acquire(id, as: participant) else { return nil }
    do throws(Failure) {
      let result = try body(id)
      release(lease, as: participant)
      return result
    } catch {
      release(lease, as: participant)
      throw error
    }
  }
}

// MARK: - Leases

/// The right to touch one session, to be given back exactly once, on the thread that took it.
///
/// Comes from `acquire`, and ends in `release`. Never nested: a thread holds at most one, and under
/// it neither waits nor runs code of the user's. Giving it back twice does not compile. Dropping it
/// traps on hardware and is a violation in a model checker, whose stop signal alone may unwind a
/// live lease: `Fault` knows which it is.
@frozen
public struct Lease<Fault: GuardFault>: ~Copyable {
  /// The session that it lends.
  public let id: SessionID
  /// For the guard's own use, such as which of the participant's words holds this lease.
  public let tag: UInt32

  /// For guards of this package; others have a `LeaseIssuer`.
  @inlinable @inline(__always)
  package init(_ id: SessionID, tag: UInt32 = 0) {
    self.id = id
    self.tag = tag
  }

  /// Ends the lease's life as a value; for a guard's `release`, which answers for the rest.
  @inlinable @inline(__always)
  package consuming func end() -> SessionID {
    let id = id
    discard self
    return id
  }

  @inlinable
  deinit { Fault.leaseDropped() }
}

@available(*, unavailable, message: "a lease stays on the thread that took it")
extension Lease: Sendable {}

/// What can end an operation of a guard early: nothing on hardware (`Never`), and the signal of a
/// model checker or a stress elsewhere.
public protocol GuardFault: Error {
  /// Called when a lease is destroyed that `release` did not end.
  ///
  /// On hardware that is a mistake, and ends the process. A model checker's signal unwinds through
  /// live leases, and so has to tell the two apart.
  static func leaseDropped()
}

extension Never: GuardFault {
  public static func leaseDropped() { fatalError("a lease was dropped, not released") }
}

// MARK: - What a guard is handed

/// What a guard calls once per closed session, on the thread that ended its last use.
///
/// It only records that the slot may be torn down. A struct and not a bare closure, because a
/// closure with typed throws in a requirement crashes Swift 6.3 in the conformance of a type that
/// is not generic.
@frozen
public struct Reclaim<Fault: GuardFault>: Sendable {
  @usableFromInline let body: @Sendable (SessionID) throws(Fault) -> Void

  /// For a guard's convenience initialiser, and those that stand between it and a guard.
  @inlinable
  package init(_ body: @escaping @Sendable (SessionID) throws(Fault) -> Void) { self.body = body }

  /// Reports that the last use of this session has ended.
  @inlinable
  public func callAsFunction(_ id: SessionID) throws(Fault) { try body(id) }

  /// The right to make leases, which comes to a guard with its `Reclaim`.
  @inlinable public var leases: LeaseIssuer<Fault> { LeaseIssuer() }
}

/// Makes a guard's leases and ends them.
///
/// A guard takes its own from the `Reclaim` that it is made with, and keeps it: it has no size. It
/// stays private: code that has it can make a lease of any session, and end one without `release`.
@frozen
public struct LeaseIssuer<Fault: GuardFault>: Sendable {
  @inlinable
  init() {}

  /// Makes a lease, for `acquire` to return.
  @inlinable @inline(__always)
  public func issue(_ id: SessionID, tag: UInt32 = 0) -> Lease<Fault> { Lease(id, tag: tag) }

  /// Ends a lease that `release` has been given.
  @inlinable @inline(__always)
  public func redeem(_ lease: consuming Lease<Fault>) -> SessionID { lease.end() }
}
