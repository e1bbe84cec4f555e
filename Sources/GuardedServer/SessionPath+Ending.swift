public import Reactor
public import SessionGuards

/// From the end of a session's stream to the next use of its slot, all of it on its reactor.
extension SessionPath where Guard: ~Copyable {
  /// Closes a session: gives the reactor's unit back. The rest waits for the last lease.
  ///
  /// With `Topology.shared` the unit is given back when the reactor lets go of the session, since
  /// another reactor may tear it down from then on.
  ///
  /// The ring takes no frame from here on: a thread that keeps the session asks no guard before it
  /// sends. The only caller of the guard's `close`, and never under a lease.
  @inlinable @inline(never)
  mutating func finish(_ slot: Slot, _ reason: CloseReason) {
    let owned = unsafe access.slab.owned(slot)
    guard unsafe owned.pointee.phase == .open else { return }
    unsafe owned.pointee.phase = .closing
    let shared = unsafe access.slab.shared(slot)
    // Before the ring is closed: a thread that finds no room takes the peer for a slow reader.
    _ = unsafe shared.pointee.claimEnd(reason)
    access.slab.ring(slot).close()
    // The first request for the end, or the first thread that met it, knows best why.
    unsafe owned.pointee.reason = shared.pointee.endReason ?? reason
    if access.slab.isShared { return }
    closingCount &+= 1
    giveUp(slot)
  }

  /// Gives the unit of a session back that is closing.
  @inlinable
  func giveUp(_ slot: Slot) {
    let id = unsafe SessionID(slot: slot, generation: access.slab.owned(slot).pointee.generation)
    if !access.close(id) {
      access.log.note(.refusedClose, id, found: id.generation)
    }
  }

  /// Ends all sessions that are open.
  @inlinable
  package mutating func finishAll() {
    forEachOpen { $0.finish($1, .stopped) }
  }

  /// Lets every session end once its output is written: its peer is told that no more will come,
  /// and then nothing more is taken from it or for it.
  @inlinable
  package mutating func drainAll() {
    sender.isDraining = true
    forEachOpen { $0.sender.flush($1) }
  }

  @inlinable
  mutating func forEachOpen(_ body: (inout Self, Slot) -> Void) {
    for offset in 0..<sender.outbox.ownedCount {
      let slot = sender.outbox.firstSlot &+ offset
      if unsafe access.slab.owned(slot).pointee.phase == .open { body(&self, slot) }
    }
  }

  /// Ends a batch: writes what is left to write, tells the guard that this thread holds nothing,
  /// and tears down what was reported. Returns how many slots have become free.
  ///
  /// A guard that reclaims only when it is told so reports here what the batch has closed, all of
  /// it behind one heavy fence, and the sessions are torn down in the batch that closed them.
  @inlinable @inline(__always)
  package mutating func settle() -> Int {
    flushDirty()
    doWork()
    access.quiesce()
    let releasedCount = tearDownReported()
    // The callbacks of the teardown may have taken leases, and the reactor may sleep now.
    if releasedCount > 0 { access.quiesce() }
    report(closing: closingCount)
    return releasedCount
  }

  /// Counts at the end of a batch, and tells the first reactor's handler of violations.
  @inlinable @inline(__always)
  mutating func report(closing closingCount: Int) {
    if closingCount > 0 { access.counters.noteUnreleased(closingCount) }
    sender.publish()
    if reactor == 0, access.log.count != seenViolations {
      seenViolations = access.log.count
      handler.onNotice(.violations(seenViolations))
    }
  }

  /// Writes for the threads that left it to the reactor.
  @inlinable
  mutating func flushDirty() {
    let slab = access.slab
    var next = unsafe slab.mailboxes[reactor].dirty.takeAll()
    while next != 0 {
      let slot = next &- 1
      next = unsafe slab.shared(slot).pointee.clearDirty()
      if unsafe slab.owned(slot).pointee.phase == .open { sender.flush(slot) }
    }
  }

  /// Does what was scheduled for single sessions, and leaves what that schedules to the next batch.
  @inlinable
  mutating func doWork() {
    let count = sender.outbox.listCount
    guard count > 0 else { return }
    unsafe batch.update(from: sender.outbox.list, count: count)
    sender.outbox.listCount = 0
    for index in 0..<count { unsafe work(on: batch[index]) }
  }

  /// Does what was scheduled for one session.
  @inlinable @inline(__always)
  mutating func work(on slot: Slot) {
    let owned = unsafe access.slab.owned(slot)
    let work = unsafe owned.pointee.work
    unsafe owned.pointee.work = []
    guard unsafe owned.pointee.phase == .open else { return }
    if work.contains(.finish) { return finish(slot, .connectionFailed) }
    if work.contains(.flush) { sender.flush(slot) }
    if work.contains(.read) {
      unsafe serve(SessionID(slot: slot, generation: owned.pointee.generation), drains: true)
    }
  }

  @inlinable
  mutating func tearDownReported() -> Int {
    let slab = access.slab
    var releasedCount = 0
    var next = unsafe slab.mailboxes[reactor].reported.takeAll()
    while next != 0 {
      let slot = next &- 1
      let report = unsafe slab.shared(slot).pointee.clearReported()
      next = report.next
      let id = SessionID(slot: slot, generation: report.generation)
      let owned = unsafe slab.owned(slot)
      guard unsafe owned.pointee.phase == .closing && owned.pointee.generation == id.generation
      else {
        access.log.note(.earlyReport, id, found: unsafe slab.shared(slot).pointee.holder.generation)
        continue
      }
      tearDown(id)
      releasedCount += 1
    }
    return releasedCount
  }

  /// Ends a session that no thread uses any more, and last of all frees its slot.
  @inlinable
  mutating func tearDown(_ id: SessionID) {
    release(id)
    unsafe free[freeCount] = id.slot
    freeCount &+= 1
    openCount &-= 1
    closingCount &-= 1
  }

  /// Ends a session that no thread uses any more, but for its slot: the callback, the queues, the
  /// descriptor.
  @inlinable
  mutating func release(_ id: SessionID) {
    let owned = unsafe access.slab.owned(id.slot)
    let reason = unsafe owned.pointee.reason
    LeaseTrap.expectNone()
    if unsafe owned.pointee.welcome != .ahead {
      handler.onRelease(id, because: reason, via: &sender)
    }
    let lost = sender.outbox.discard(id.slot) + discardRing(id)
    access.counters.add(.sendsLost, lost)
    let fd = unsafe owned.pointee.fd
    // A slow reader's kernel buffers are full, and would wait for it for minutes.
    table.ledger.closed(fd)
    access.port.close(fd, reset: reason == .slowReader)
    access.counters.add(.released)
    access.counters.addClosed(reason)
    retire(id.slot)
  }

  @inlinable
  mutating func discardRing(_ id: SessionID) -> Int {
    let reading = OutboundRing.Reading(slot: id.slot, generation: id.generation, strays: .drop)
    let ring = access.slab.ring(id.slot)
    let shared = unsafe access.slab.shared(id.slot)
    ring.reopen()
    // No other thread can be the writer, unless a lease is still out.
    let isWriter = unsafe shared.pointee.writer.request(WriterWord.reactor)
    let lost = isWriter ? ring.discard(reading, access.log) : 0
    if isWriter { _ = unsafe shared.pointee.writer.abandon() }
    // What is left now belongs to a lease that is still out. It stays where it is; the slot's next
    // session will find it a stray.
    if !ring.isEmpty { access.log.note(.unfinishedEntry, id, found: id.generation) }
    return lost
  }

  /// Leaves the slot as `prepare` expects it, and nothing of the old session where a late event
  /// would look.
  @inlinable
  mutating func retire(_ slot: Slot) {
    let owned = unsafe access.slab.owned(slot)
    unsafe owned.pointee.fd = -1
    unsafe owned.pointee.phase = .free
    unsafe owned.pointee.isShut = false
    unsafe owned.pointee.isShutdownDue = false
    unsafe owned.pointee.isArmed = false
    unsafe owned.pointee.awaitsRoom = false
    // The list may still name the slot; then there is nothing to be done for it.
    unsafe owned.pointee.work.formIntersection(.listed)
    unsafe access.slab.shared(slot).pointee.setHolder(Identity(generation: 0, fd: -1))
  }
}
