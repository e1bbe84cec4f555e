public import Reactor
public import SessionGuards

/// Accepting, by the reactor that holds the pool's reception.
extension SharedLoop where Guard: ~Copyable {
  /// Asks for a service of the reception, and does it unless another reactor holds that.
  @inlinable
  mutating func receive(_ service: Service) {
    if pool.reception.claim(service) { hostReception(service) }
  }

  /// Does what the reception is asked for, and lets go of it; keeps it for the next batch if more
  /// was asked for meanwhile, and for good at the end of the server.
  @inlinable @inline(never)
  mutating func hostReception(_ service: Service) {
    if service.contains(.end) { return end() }
    if service.contains(.resume), pool.isPaused { resume() }
    if service.contains(.accept) {
      pool.noteEvent()
      accept()
    }
    pool.armListener()
    if pool.reception.free() { return }
    receptionWork.formUnion(pool.reception.take())
  }

  @inlinable
  mutating func accept() {
    guard let listener = pool.listenerFD else { return }
    for _ in 0..<ReactorSeat.acceptsPerEvent {
      guard pool.hasFreeSlot else { return pause(.slotsExhausted, expires: false) }
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
  ///
  /// Its `ServingWord` is held from the beginning, so its first event waits for the welcome.
  @inlinable
  mutating func openSession(on fd: Int32) -> Errno? {
    if let bytes = sendBufferBytes { try? Connection.setSendBuffer(fd, bytes: bytes) }
    guard let id = beginSession(on: fd) else {
      // The last free slots have used up their generations.
      port.close(fd, reset: false)
      return nil
    }
    pool.noteOpened()
    hold(id.slot, welcomes: true)
    do throws(Errno) {
      try seat.poller.add(fd, token: id.rawValue, Self.events)
    } catch {
      path.finish(id.slot, .connectionFailed)
      letGo(id.slot)
      return error
    }
    unsafe path.access.slab.owned(id.slot).pointee.isArmed = true
    unsafe path.access.slab.owned(id.slot).pointee.isArmedForRoom = false
    path.welcome(id)
    letGo(id.slot)
    return nil
  }

  @inlinable
  mutating func beginSession(on fd: Int32) -> SessionID? {
    while let slot = pool.takeFreeSlot() {
      if let id = path.begin(slot, fd) { return id }
    }
    return nil
  }

  /// Leaves the listener without an event until the pause ends.
  @inlinable
  mutating func pause(_ notice: ServerNotice, expires: Bool) {
    pool.isPaused = true
    if expires { pauseEnd = ReactorSeat.endOfPause() }
    path.access.counters.add(.acceptPauses)
    path.handler.onNotice(notice)
  }

  @inlinable
  mutating func resume() {
    pool.isPaused = false
    path.handler.onNotice(.acceptResumed)
  }

  /// Accepts no more, ends the sessions that there are, and holds the reception for good.
  @inlinable
  mutating func end() {
    pool.stopListening()
    if unsafe mailbox.pointee.currentOrder == .drain {
      deadline = unsafe ReactorSeat.now() &+ mailbox.pointee.graceNanoseconds
      sweep(.flush)
    } else {
      sweep(.finish)
    }
  }
}
