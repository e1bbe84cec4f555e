public import SessionGuards
public import Synchronization

/// Which session each slot holds: written by the reactors, read by the threads that push.
///
/// A session that is read here may have ended a moment later, on purpose: the guard has to refuse
/// it.
@usableFromInline
final class LiveSessions: Sendable {
  @usableFromInline let table: SlotTable<LiveRecord>

  /// The raw id of the session that was accepted last and is not published yet, where any reactor
  /// may serve it; else 0.
  private let newcomer = Atomic<UInt64>(0)

  init(slotCount: Int) { table = SlotTable(count: slotCount) { _ in LiveRecord() } }

  /// Notes that a session has begun, to which no thread may send yet.
  @usableFromInline
  func begin(_ id: SessionID) { table[id.slot].begin(id) }

  /// Lets all threads send to the session.
  @usableFromInline
  func publish(_ id: SessionID) { table[id.slot].publish(id) }

  /// Makes the session the newcomer, and publishes the one before.
  @usableFromInline
  func welcome(_ id: SessionID) {
    // Relaxed: an id is only a number.
    let last = newcomer.exchange(id.rawValue, ordering: .relaxed)
    if last != 0 { publish(SessionID(rawValue: last)) }
  }

  /// Publishes the newcomer, if there is one.
  @usableFromInline
  func publishNewcomer() {
    // Relaxed, both: an id is only a number.
    guard newcomer.load(ordering: .relaxed) != 0 else { return }
    let last = newcomer.exchange(0, ordering: .relaxed)
    if last != 0 { publish(SessionID(rawValue: last)) }
  }

  /// Lets no thread begin to send to the session, which goes on.
  @usableFromInline
  func hide(_ id: SessionID) { table[id.slot].hide() }

  /// Notes that the session's slot is about to be free.
  func release(_ id: SessionID) { table[id.slot].release(id) }

  /// The sessions that have not been released.
  var unreleased: [SessionID] {
    (0..<Slot(table.count)).compactMap { table[$0].unreleased }
  }
}

/// What is known outside of the server of one slot's sessions.
@usableFromInline
@frozen
struct LiveRecord: ~Copyable, Sendable {
  /// The raw id of the session that can be sent to, marked while that has to wait; 0 if there is
  /// none.
  @usableFromInline let current = Atomic<UInt64>(0)
  /// The raw id of the slot's latest session, living or not; 0 before the first.
  @usableFromInline let latest = Atomic<UInt64>(0)
  /// The generation that was released last.
  @usableFromInline let released = Atomic<UInt32>(0)
  /// When a session was first asked to end, and which: see `DisconnectStamp`.
  @usableFromInline let disconnect = Atomic<UInt64>(0)

  @usableFromInline init() {}
}

// An id is only a number, and the guard orders whatever is done with it. Only the reactor that
// serves the session writes, but for the stamp and for `publish`, which changes nothing if the
// session was hidden meanwhile.
extension LiveRecord {
  // Relaxed, all: see above.
  func begin(_ id: SessionID) {
    latest.store(id.rawValue, ordering: .relaxed)
    current.store(id.rawValue | Self.waits, ordering: .relaxed)
  }
  func publish(_ id: SessionID) {
    _ = current.compareExchange(
      expected: id.rawValue | Self.waits, desired: id.rawValue, ordering: .relaxed)
  }
  func hide() { current.store(0, ordering: .relaxed) }

  func release(_ id: SessionID) {
    hide()
    // Relaxed: see above.
    released.store(id.generation, ordering: .relaxed)
  }

  /// The session that can be sent to.
  @inlinable var target: SessionID? {
    // Relaxed: see above.
    let raw = current.load(ordering: .relaxed)
    return raw == 0 || raw & Self.waits != 0 ? nil : SessionID(rawValue: raw)
  }

  /// In `current`: no thread may send yet. Above every slot's number.
  @inlinable static var waits: UInt64 { 1 << 63 }

  /// The session of the past that was released last.
  @inlinable var past: SessionID? {
    // Relaxed, both: see above.
    let generation = released.load(ordering: .relaxed)
    let slot = SessionID(rawValue: latest.load(ordering: .relaxed)).slot
    return generation == 0 ? nil : SessionID(slot: slot, generation: generation)
  }

  var unreleased: SessionID? {
    // Relaxed, both: see above.
    let id = SessionID(rawValue: latest.load(ordering: .relaxed))
    return id.generation == released.load(ordering: .relaxed) ? nil : id
  }
}
