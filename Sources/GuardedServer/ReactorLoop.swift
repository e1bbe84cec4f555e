public import Reactor
public import SessionGuards

/// One reactor's thread: waits for events, accepts, serves, settles.
@usableFromInline
struct ReactorLoop<Guard: SessionGuard & ~Copyable, Handler: SessionHandler, P: Port>: ~Copyable
where Guard.Fault == Never {
  @usableFromInline let seat: ReactorSeat
  @usableFromInline let sendBufferBytes: Int32?
  @usableFromInline let port: P
  @usableFromInline var path: SessionPath<Guard, Handler, P>
  @usableFromInline var isPaused = false
  /// When the pause ends by itself, since others may free what it waits for; nil if they cannot.
  @usableFromInline var pauseEnd: UInt64?
  @usableFromInline var deadline: UInt64?

  @inlinable
  init(_ table: SessionTable<Guard>, _ seat: ReactorSeat, handler: Handler, port: P) {
    self.seat = seat
    self.port = port
    sendBufferBytes = table.configuration.sendBufferBytes
    path = SessionPath(table, reactor: seat.number, handler: handler, port: port)
  }

  /// Serves until an order ends it and the last session is released.
  @inlinable
  mutating func run() {
    path.handler.onStart(reactor: seat.number)
    var known = Mailbox.Order.serve
    while true {
      let order = unsafe seat.mailbox.pointee.currentOrder
      if order != known {
        known = order
        obey(order)
      }
      if known != .serve, path.liveCount == 0 { return }
      step(known)
    }
  }

  /// One batch of events and what follows from it.
  @inlinable @inline(__always)
  mutating func step(_ known: Mailbox.Order) {
    let mayWait = unsafe !path.hasWork && seat.mailbox.pointee.mayWait(known)
    let count = seat.wait(mayWait ? timeoutMilliseconds : 0)
    if mayWait { unsafe seat.mailbox.pointee.awaken() }
    path.access.counters.add(.waits)
    for index in 0..<count {
      handle(token: seat.poller.token(index), seat.poller.readiness(index))
    }
    let releasedCount = path.settle()
    if isPaused, releasedCount > 0 || ReactorSeat.hasPassed(pauseEnd) { resume() }
    if ReactorSeat.hasPassed(deadline) {
      self.deadline = nil
      path.finishAll()
    }
  }

  @inlinable @inline(__always)
  mutating func handle(token: UInt64, _ readiness: Readiness) {
    if token == ReactorSeat.wakeupToken { return }
    if token == ReactorSeat.listenerToken { return accept() }
    let id = SessionID(rawValue: token)
    guard path.isOpen(id) else {
      // Harvested before its session ended in this very batch, or while it is closing.
      path.access.counters.add(.staleEvents)
      return
    }
    if readiness.contains(.writable) { path.resumeWriting(id.slot) }
    let ends: Readiness = [.peerEnded, .hangUp, .failed]
    if !readiness.isDisjoint(with: ends.union(.readable)) {
      path.serve(id, drains: !readiness.isDisjoint(with: ends))
    }
  }

  /// How long a wait may take: for ever, unless a pause or a drain ends by itself, or a closed
  /// session is not reclaimed yet. A guard that reclaims only when it is told that a thread holds
  /// nothing must be told again, and no event says when.
  @inlinable var timeoutMilliseconds: Int32 {
    if path.closingCount > 0 { return ReactorSeat.reclaimMilliseconds }
    if let deadline {
      let now = ReactorSeat.now()
      return now >= deadline ? 0 : Int32(clamping: (deadline - now) / 1_000_000 + 1)
    }
    return pauseEnd == nil ? -1 : ReactorSeat.pauseMilliseconds
  }

  @inlinable
  mutating func obey(_ order: Mailbox.Order) {
    seat.stopListening()
    isPaused = false
    pauseEnd = nil
    if order == .drain {
      deadline = unsafe ReactorSeat.now() &+ seat.mailbox.pointee.graceNanoseconds
      path.drainAll()
    } else {
      path.finishAll()
    }
  }
}

// MARK: - Accepting

extension ReactorLoop where Guard: ~Copyable {
  @inlinable
  mutating func accept() {
    guard let listener = seat.listenerFD else { return }
    for _ in 0..<ReactorSeat.acceptsPerEvent {
      guard path.hasFreeSlot else { return pause(.slotsExhausted, expires: false) }
      do {
        guard let fd = try port.accept(from: listener) else { return }
        if let refusal = openSession(on: fd) { return pause(.acceptPaused(refusal), expires: true) }
      } catch {
        // Any other answer would come again at once, so it is a pause as well.
        return pause(.acceptPaused(error), expires: true)
      }
    }
  }

  /// Opens a session on `fd`; returns why it cannot be watched, if so, and gives it up.
  @inlinable
  mutating func openSession(on fd: Int32) -> Errno? {
    if let bytes = sendBufferBytes { try? Connection.setSendBuffer(fd, bytes: bytes) }
    guard let id = path.open(fd: fd) else {
      // The last free slots have used up their generations.
      port.close(fd, reset: false)
      return nil
    }
    do throws(Errno) {
      try seat.poller.add(
        fd, token: id.rawValue, [.readable, .writable, .peerEnded, .edges])
    } catch {
      path.finish(id.slot, .connectionFailed)
      return error
    }
    path.welcome(id)
    return nil
  }

  /// Stops watching the listener: a level that is left standing would be reported for ever.
  @inlinable
  mutating func pause(_ notice: ServerNotice, expires: Bool) {
    guard !isPaused, let listener = seat.listenerFD else { return }
    try? seat.poller.remove(listener)
    isPaused = true
    pauseEnd = expires ? ReactorSeat.endOfPause() : nil
    path.access.counters.add(.acceptPauses)
    path.handler.onNotice(notice)
  }

  @inlinable
  mutating func resume() {
    guard let listener = seat.listenerFD else { return }
    do {
      try seat.poller.add(listener, token: ReactorSeat.listenerToken, .readable)
    } catch {
      // No memory to watch it: the pause goes on and ends again.
      pauseEnd = ReactorSeat.endOfPause()
      return
    }
    isPaused = false
    pauseEnd = nil
    path.handler.onNotice(.acceptResumed)
  }
}
