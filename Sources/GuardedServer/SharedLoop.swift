public import Reactor
public import SessionGuards

/// One reactor's thread with `Topology.shared`: waits with the others, claims sessions, serves
/// them, arms them again, settles.
///
/// The path is the same as a `ReactorLoop`'s. What differs is which sessions are this reactor's:
/// those whose `ServingWord` it holds, from a claim to its release. It keeps a session for
/// which its work list has something, and works on it in its next batch.
///
/// The reactor that closes a session goes on to tell the guard that it holds nothing, for a guard
/// that reclaims later; the reactor that finds the report tears the session down.
@usableFromInline @safe
struct SharedLoop<
  Guard: SessionGuard & ~Copyable, Handler: SessionHandler, P: Port, Rule: ServingRule
>: ~Copyable
where Guard.Fault == Never {
  @usableFromInline let seat: ReactorSeat
  @usableFromInline let pool: WorkerPool
  // Safe: the slab's, which the path's table keeps.
  @usableFromInline let mailbox: UnsafeMutablePointer<Mailbox>
  @usableFromInline let sendBufferBytes: Int32?
  @usableFromInline let port: P
  @usableFromInline var path: SessionPath<Guard, Handler, P>
  @usableFromInline var known = Mailbox.Order.serve
  /// What the reception was asked for while this reactor held it.
  @usableFromInline var receptionWork: Service = []
  /// When a pause ends by itself that began on this reactor.
  @usableFromInline var pauseEnd: UInt64?
  /// When a drain ends that this reactor has begun.
  @usableFromInline var deadline: UInt64?

  @inlinable
  init(
    _ table: SessionTable<Guard>, _ seat: ReactorSeat, _ pool: WorkerPool, _ handler: Handler,
    _ port: P
  ) {
    self.seat = seat
    self.pool = pool
    self.port = port
    unsafe mailbox = unsafe pool.mailbox
    sendBufferBytes = table.configuration.sendBufferBytes
    path = SessionPath(table, reactor: seat.number, handler: handler, port: port)
  }

  /// Serves until an order ends it and the last session is released.
  @inlinable
  mutating func run() {
    path.handler.onStart(reactor: seat.number)
    repeat { step() } while known == .serve || !pool.hasEnded
    // The others may sleep, and each of them passes it on.
    unsafe mailbox.pointee.pass()
  }

  /// One batch of events and what follows from it.
  @inlinable @inline(__always)
  mutating func step() {
    let isIdle = !path.hasWork && receptionWork.isEmpty
    let mayWait = unsafe isIdle && mailbox.pointee.mayWait(known, among: pool.sleepers)
    let count = seat.wait(mayWait ? timeoutMilliseconds : 0)
    if mayWait { unsafe mailbox.pointee.awaken(among: pool.sleepers) }
    path.access.counters.add(.waits)
    for index in 0..<count {
      handle(token: seat.poller.token(index), seat.poller.readiness(index))
    }
    attend()
    settle()
  }

  @inlinable @inline(__always)
  mutating func handle(token: UInt64, _ readiness: Readiness) {
    if token == ReactorSeat.wakeupToken { return }
    if token == ReactorSeat.listenerToken { return receive(.accept) }
    let id = SessionID(rawValue: token)
    let service = Service(readiness)
    // Harvested before its session ended on another reactor, if there is no lease.
    guard let isMine = claim(id, service) else { return path.access.counters.add(.staleEvents) }
    if isMine { serve(id, service) }
  }

  /// How long a wait may take: as in a `ReactorLoop`.
  @inlinable var timeoutMilliseconds: Int32 {
    if pool.closingCount(of: seat.number) > 0 { return ReactorSeat.reclaimMilliseconds }
    if let deadline {
      let now = ReactorSeat.now()
      return now >= deadline ? 0 : Int32(clamping: (deadline - now) / 1_000_000 + 1)
    }
    return pauseEnd == nil ? -1 : ReactorSeat.pauseMilliseconds
  }

  /// Looks at what is no event: orders and times.
  @inlinable
  mutating func attend() {
    let order = unsafe mailbox.pointee.currentOrder
    if order != known {
      known = order
      receive(.end)
    }
    if ReactorSeat.hasPassed(pauseEnd) {
      pauseEnd = nil
      receive(.resume)
    }
    if ReactorSeat.hasPassed(deadline) {
      deadline = nil
      sweep(.finish)
    }
    if !receptionWork.isEmpty {
      let work = receptionWork
      receptionWork = []
      hostReception(work)
    }
  }

  /// Ends a batch: as a path's `settle`, on what this reactor holds, and what all share.
  @inlinable @inline(__always)
  mutating func settle() {
    flushDirty()
    doWork()
    path.access.quiesce()
    if tearDownReported() > 0 {
      receive(.resume)
      path.access.quiesce()
    }
    path.report(closing: pool.closingCount(of: seat.number))
  }
}

// MARK: - Serving

extension SharedLoop where Guard: ~Copyable {
  /// Asks for a service for the session; returns whether this reactor is to serve it, or nil if
  /// there is no such session any more.
  ///
  /// Under a lease, as the session may end on another reactor at any time until it is claimed.
  @inlinable @inline(__always)
  func claim(_ id: SessionID, _ service: Service) -> Bool? {
    let access = path.access
    return access.withLease(id) {
      let shared = unsafe access.slab.shared(id.slot)
      if access.noteIfStray(id) { return false }
      if service.contains(.finish) { _ = unsafe shared.pointee.claimEnd(.stopped) }
      return unsafe !Rule.servesFirst || shared.pointee.serving.claim(service)
    }
  }

  /// Serves a session that was claimed, and lets go of it.
  @inlinable @inline(__always)
  mutating func serve(_ id: SessionID, _ service: Service) {
    let slot = id.slot
    hold(slot)
    let owned = unsafe path.access.slab.owned(slot)
    if !service.isDisjoint(with: .ofEvents) { unsafe owned.pointee.isArmed = false }
    if !Rule.servesFirst { arm(slot) }
    if service.contains(.write) { unsafe owned.pointee.awaitsRoom = false }
    if !service.isDisjoint(with: [.write, .flush]) { path.sender.flush(slot) }
    if !service.isDisjoint(with: [.read, .readToEnd]) {
      path.serve(id, drains: service.contains(.readToEnd))
    }
    if service.contains(.finish) { path.finish(slot, .stopped) }
    letGo(slot)
  }

  /// Makes a claimed session this reactor's own.
  @inlinable @inline(__always)
  mutating func hold(_ slot: Slot, welcomes: Bool = false) {
    path.sender.outbox.hold(slot, welcomes: welcomes)
    // Acquired with the session, for those that a drain has been to already.
    path.sender.isDraining = unsafe mailbox.pointee.currentOrder == .drain
  }

  /// Writes what the session was sent, and gives it to whichever reactor claims it next; keeps it
  /// if there is more to be done for it, and closes it if it is to end.
  @inlinable @inline(never)
  mutating func letGo(_ slot: Slot) {
    let owned = unsafe path.access.slab.owned(slot)
    if path.sender.outbox.hasQueued { flushQueued(slot) }
    path.sender.outbox.letGo()
    if unsafe !owned.pointee.work.isEmpty { return }
    if unsafe owned.pointee.phase == .open { arm(slot) }
    // Arming may fail.
    if unsafe owned.pointee.phase == .closing { return close(slot) }
    let shared = unsafe path.access.slab.shared(slot)
    if !Rule.servesFirst { return }
    if unsafe shared.pointee.serving.free() { return }
    let service = unsafe shared.pointee.serving.take()
    if !service.isDisjoint(with: .ofEvents) { unsafe owned.pointee.isArmed = false }
    if service.contains(.write) { unsafe owned.pointee.awaitsRoom = false }
    path.sender.outbox.schedule(slot, service.work)
  }

  /// Writes what callbacks of the session sent to it: once, or until nothing more can be written if
  /// the session ends.
  @inlinable
  mutating func flushQueued(_ slot: Slot) {
    path.sender.outbox.hasQueued = false
    path.sender.flush(slot)
    let owned = unsafe path.access.slab.owned(slot)
    // A flush writes a stageful at least, and a ring has so many.
    var left = path.access.slab.queueBytes / (16 * 1024)
    while left > 0, unsafe owned.pointee.phase == .closing,
      unsafe owned.pointee.work.contains(.flush)
    {
      unsafe owned.pointee.work.remove(.flush)
      path.sender.flush(slot)
      left &-= 1
    }
  }

  /// Lets the kernel tell of the session's next event, if it is not to tell already.
  @inlinable
  mutating func arm(_ slot: Slot) {
    let owned = unsafe path.access.slab.owned(slot)
    let awaitsRoom = unsafe owned.pointee.awaitsRoom
    let suffices = unsafe owned.pointee.isArmedForRoom || !awaitsRoom
    if unsafe owned.pointee.isArmed, suffices { return }
    unsafe owned.pointee.isArmed = true
    unsafe owned.pointee.isArmedForRoom = awaitsRoom
    let id = unsafe SessionID(slot: slot, generation: owned.pointee.generation)
    do throws(Errno) {
      try seat.poller.modify(
        unsafe owned.pointee.fd, token: id.rawValue, awaitsRoom ? Self.eventsAndRoom : Self.events)
    } catch {
      path.finish(slot, .connectionFailed)
    }
  }

  @inlinable static var events: Readiness { [.readable, .peerEnded, .once] }
  @inlinable static var eventsAndRoom: Readiness { [.readable, .writable, .peerEnded, .once] }

  /// Gives the unit of a session back that ends. Any reactor may tear it down from here on.
  @inlinable
  mutating func close(_ slot: Slot) {
    let reactor = UInt32(seat.number)
    unsafe path.access.slab.owned(slot).pointee.closer = reactor
    pool.changeClosing(reactor, by: 1)
    path.giveUp(slot)
  }
}

extension Service {
  /// What a reactor notes in its work list that could not let go of a session.
  @inlinable var work: Work {
    var work: Work = []
    if !isDisjoint(with: [.read, .readToEnd]) { work.formUnion(.read) }
    if !isDisjoint(with: [.write, .flush]) { work.formUnion(.flush) }
    if contains(.finish) { work.formUnion(.finish) }
    return work
  }
}

// MARK: - Between two waits

extension SharedLoop where Guard: ~Copyable {
  /// Serves the sessions whose output other threads left to the reactors.
  @inlinable
  mutating func flushDirty() {
    guard unsafe !mailbox.pointee.dirty.isEmpty else { return }
    let slab = path.access.slab
    var next = unsafe mailbox.pointee.dirty.takeAll()
    while next != 0 {
      let slot = next &- 1
      next = unsafe slab.shared(slot).pointee.clearDirty()
      claimAndServe(slot, .flush)
    }
  }

  /// Serves the session that the slot holds, if there is one, and no other reactor does.
  @inlinable
  mutating func claimAndServe(_ slot: Slot, _ service: Service) {
    let generation = unsafe path.access.slab.shared(slot).pointee.holder.generation
    if generation == 0 { return }
    let id = SessionID(slot: slot, generation: generation)
    if claim(id, service) == true { serve(id, service) }
  }

  /// Asks for a service for every session.
  @inlinable
  mutating func sweep(_ service: Service) {
    for slot in 0..<path.access.slab.slotCount { claimAndServe(slot, service) }
  }

  /// Does what was scheduled for the sessions that this reactor has kept.
  @inlinable
  mutating func doWork() {
    let count = path.sender.outbox.listCount
    guard count > 0 else { return }
    unsafe path.batch.update(from: path.sender.outbox.list, count: count)
    path.sender.outbox.listCount = 0
    for index in 0..<count {
      let slot = unsafe path.batch[index]
      hold(slot)
      path.work(on: slot)
      letGo(slot)
    }
  }

  /// Tears down what was reported, whichever reactor has closed it; returns how many slots have
  /// become free.
  @inlinable
  mutating func tearDownReported() -> Int {
    guard unsafe !mailbox.pointee.reported.isEmpty else { return 0 }
    let slab = path.access.slab
    var releasedCount = 0
    var next = unsafe mailbox.pointee.reported.takeAll()
    while next != 0 {
      let slot = next &- 1
      let report = unsafe slab.shared(slot).pointee.clearReported()
      next = report.next
      let id = SessionID(slot: slot, generation: report.generation)
      let owned = unsafe slab.owned(slot)
      guard unsafe owned.pointee.phase == .closing && owned.pointee.generation == id.generation
      else {
        let found = unsafe slab.shared(slot).pointee.holder.generation
        path.access.log.note(.earlyReport, id, found: found)
        continue
      }
      let closer = unsafe owned.pointee.closer
      path.release(id)
      pool.noteReleased(slot, closedBy: closer)
      releasedCount += 1
    }
    return releasedCount
  }
}
