import Glibc
public import Reactor
public import SessionGuards

/// What one thread needs to reach any session: the guard and the thread's place in it, the
/// sessions' memory, the thread's counters, the log and the port.
///
/// Each sender, the writer and a reactor's path hold one. A copy copies addresses only.
@frozen @usableFromInline @safe
struct SessionAccess<Guard: SessionGuard & ~Copyable, P: Port> where Guard.Fault == Never {
  // Safe: the table owns the guard, and the owner of this copy keeps the table.
  @usableFromInline let sessions: UnsafePointer<Guard>
  @usableFromInline let log: ViolationLog
  @usableFromInline let slab: SessionSlab
  @usableFromInline let counters: CounterBlock
  @usableFromInline let port: P
  /// The thread's number in the guard.
  @usableFromInline let participant: UInt32

  @usableFromInline
  init(_ table: SessionTable<Guard>, participant: UInt32, port: P) {
    unsafe sessions = unsafe UnsafePointer(table.sessions)
    log = table.log
    slab = table.slab
    counters = table.block(Int(participant))
    self.port = port
    self.participant = participant
  }
}

// MARK: - Leases

extension SessionAccess where Guard: ~Copyable {
  /// Runs `body` under a lease of the session; returns nil, and runs nothing, if there is no such
  /// session any more.
  ///
  /// Here and in `withLeases` the server takes its leases, and nowhere else. `body` must not wait,
  /// call back or close. A wake-up that `body` finds to be due comes after the release.
  @inlinable @inline(__always)
  func withLease<Result>(_ id: SessionID, _ body: () -> Result) -> Result? {
    LeaseTrap.enter()
    let result = unsafe sessions.pointee.withLease(id, as: Participant(index: participant)) { _ in
      body()
    }
    LeaseTrap.leave()
    return result
  }

  /// Runs `body` under a lease of each session in turn, and nothing for those that there are not
  /// any more; ends by telling the guard that this thread holds nothing.
  ///
  /// What holds for the body of `withLease` holds for this one.
  @inlinable @inline(__always)
  func withLeases(_ ids: Span<SessionID>, _ body: (SessionID) -> Void) {
    // An id from elsewhere may name no slot, and a guard takes none of those.
    var first = 0
    while first < ids.count {
      var end = first
      while end < ids.count, ids[end].slot < slab.slotCount { end &+= 1 }
      unsafe sessions.pointee.withLeases(
        ids.extracting(first..<end), as: Participant(index: participant)
      ) { id in
        LeaseTrap.enter()
        body(id)
        LeaseTrap.leave()
      }
      first = end &+ 1
    }
  }

  /// Lets the slot's next session begin, with the reactor's unit; nil if its generations are used
  /// up.
  @inlinable
  func open(_ slot: Slot) -> SessionID? {
    unsafe sessions.pointee.open(slot)
  }

  /// Gives the reactor's unit back; the rest of the session's end waits for the last lease.
  @inlinable
  func close(_ id: SessionID) -> Bool {
    LeaseTrap.expectNone()
    return unsafe sessions.pointee.close(id, as: Participant(index: participant))
  }

  /// Tells the guard that this thread holds no lease.
  @inlinable @inline(__always)
  func quiesce() {
    unsafe sessions.pointee.quiesce(as: Participant(index: participant))
  }
}

// MARK: - What a lease holder does to a session, apart from writing

extension SessionAccess where Guard: ~Copyable {
  /// Requests the session's disconnect: other threads queue nothing more, and the shutdown comes
  /// after one attempt to write what is queued. Returns whether this is the first request.
  ///
  /// With `leavesShutdown` the caller then requests the `WriterWord`, and whichever thread is the
  /// writer shuts down. The session's own reactor keeps that to itself, as no other thread can
  /// write what the reactor has sent.
  @inlinable
  func requestDisconnect(_ id: SessionID, leavesShutdown: Bool) -> Bool {
    noteIfStray(id)
    let shared = unsafe slab.shared(id.slot)
    let isFirst = unsafe shared.pointee.claimEnd(.disconnected, leavesShutdown: leavesShutdown)
    if isFirst { slab.ring(id.slot).close() }
    return isFirst
  }

  /// Shuts the session's socket down at once; its reactor sees the end of the stream. Returns
  /// whether this is the first request for the session's end.
  @inlinable
  func abort(_ id: SessionID, _ reason: CloseReason) -> Bool {
    noteIfStray(id)
    let shared = unsafe slab.shared(id.slot)
    guard unsafe shared.pointee.claimEnd(reason) else { return false }
    unsafe port.shutdown(shared.pointee.holder.fd, .both)
    return true
  }

  /// Shuts the socket down that a disconnect left to the writer, once, if the turn found that due.
  ///
  /// Not while a frame is left that was reserved and not committed: what the disconnecting thread
  /// queued may stand behind it. The thread that commits it requests the word then, and the turn
  /// that looks for it finds the mark.
  @inlinable @inline(__always)
  func shutDown(_ slot: Slot, after turn: WriterTurn) {
    guard turn.isShutdownDue else { return }
    if turn.progress == .drained, !slab.ring(slot).isEmpty { return }
    shutDown(slot)
  }

  /// Shuts the socket down that a disconnect left to the writer, once.
  @inlinable
  func shutDown(_ slot: Slot) {
    if let fd = slab.takeShutdown(slot) { port.shutdown(fd, .both) }
  }

  /// Ends the sleep of the slot's reactor. Not under a lease.
  @inlinable
  func wake(_ slot: Slot) {
    LeaseTrap.expectNone()
    if unsafe slab.mailbox(of: slot).pointee.wake() { counters.add(.wakeups) }
  }

  /// Notes a lease on a slot that holds another session, and reports whether it is one.
  @inlinable @discardableResult
  func noteIfStray(_ id: SessionID) -> Bool {
    let found = unsafe slab.shared(id.slot).pointee.holder.generation
    if found == id.generation { return false }
    log.note(.strayLease, id, found: found)
    return true
  }
}

/// In a debug build, traps when a thread takes a second lease or calls back under one; in a release
/// build, does nothing.
///
/// An exclusive guard would deadlock there, and only there, so it must not depend on the guard
/// whether it is found. The mark is the thread's and not the sender's, since a thread may have
/// several senders.
@usableFromInline
enum LeaseTrap {
  @inlinable @inline(__always)
  static func enter() {
    #if DEBUG
    change(from: false, to: true, "a thread that holds a lease took another")
    #endif
  }

  @inlinable @inline(__always)
  static func leave() {
    #if DEBUG
    change(from: true, to: false, "a lease was given back on a thread that holds none")
    #endif
  }

  /// Stands before everything that may run user code, close, or wait.
  @inlinable @inline(__always)
  static func expectNone() {
    #if DEBUG
    change(from: false, to: false, "user code, close, wake-up or wait under a lease")
    #endif
  }

  #if DEBUG
  // Safe: a key is made once and never given back; its value is a mark, never followed.
  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    let result = unsafe pthread_key_create(&key, nil)
    precondition(result == 0, "no thread-specific key is left")
    return key
  }()

  @usableFromInline
  static func change(from expected: Bool, to desired: Bool, _ complaint: StaticString) {
    let held = unsafe pthread_getspecific(key) != nil
    precondition(held == expected, "\(complaint)")
    if held != desired {
      unsafe pthread_setspecific(key, desired ? UnsafeRawPointer(bitPattern: 1) : nil)
    }
  }
  #endif
}
