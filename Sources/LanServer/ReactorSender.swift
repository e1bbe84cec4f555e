public import Reactor
public import SessionGuards

/// The sender that a reactor lends to its callbacks.
///
/// Frames for the session being served go to the outbox, those for the reactor's other sessions to
/// their backlogs, and those for sessions of other reactors through the rings. All of them under a
/// lease.
@frozen
public struct ReactorSender<Guard: SessionGuard & ~Copyable, P: Port>: SessionSender, ~Copyable
where Guard.Fault == Never {
  @usableFromInline var outbox: Outbox
  @usableFromInline let rings: RingSender<Guard, P>
  @usableFromInline let participant: Participant
  /// Whether sessions whose output is written are told that no more will come.
  @usableFromInline var isDraining = false

  init(_ table: SessionTable<Guard>, reactor: Int, port: P) {
    outbox = Outbox(table.slab, reactor: reactor)
    rings = RingSender(table, participant: reactor, port: port)
    participant = Participant(index: UInt32(reactor))
  }

  @inlinable @inline(__always)
  public mutating func send(_ id: SessionID, _ packet: RawSpan) -> Bool {
    let byteCount = packet.byteCount
    precondition(
      UInt(bitPattern: byteCount &- 1) < UInt(bitPattern: outbox.slab.maximumPayload),
      "a packet has 1 byte to the maximum")
    guard id.rawValue == outbox.openID, outbox.count &+ byteCount &+ 2 <= outbox.limit else {
      return sendElsewhere(id, packet)
    }
    LeaseTrap.enter()
    guard let lease = unsafe rings.sessions.pointee.acquire(id, as: participant) else {
      LeaseTrap.leave()
      return refuse()
    }
    outbox.append(packet)
    unsafe rings.sessions.pointee.release(lease, as: participant)
    LeaseTrap.leave()
    outbox.acceptedCount &+= 1
    return true
  }

  @inlinable
  public mutating func disconnect(_ id: SessionID) -> Bool {
    guard outbox.owns(id.slot) else { return rings.disconnect(id, as: participant) }
    LeaseTrap.enter()
    guard let lease = unsafe rings.sessions.pointee.acquire(id, as: participant) else {
      LeaseTrap.leave()
      return false
    }
    let isFirst = rings.begin(id, .disconnected)
    if isFirst { flush(id.slot) }
    if id.slot == outbox.current { outbox.isEnding = true }
    unsafe rings.sessions.pointee.release(lease, as: participant)
    LeaseTrap.leave()
    return isFirst
  }
}

extension ReactorSender where Guard: ~Copyable {
  @inlinable
  mutating func refuse() -> Bool {
    outbox.refusedCount &+= 1
    return false
  }

  /// Every send that the outbox does not take as it is.
  @inlinable @inline(never)
  mutating func sendElsewhere(_ id: SessionID, _ packet: RawSpan) -> Bool {
    guard outbox.owns(id.slot) else { return rings.send(id, packet, as: participant) }
    LeaseTrap.enter()
    guard let lease = unsafe rings.sessions.pointee.acquire(id, as: participant) else {
      LeaseTrap.leave()
      return refuse()
    }
    let isTaken = place(id, packet)
    unsafe rings.sessions.pointee.release(lease, as: participant)
    LeaseTrap.leave()
    guard isTaken else { return refuse() }
    outbox.acceptedCount &+= 1
    return true
  }

  /// Queues a frame for one of the reactor's sessions, under its lease.
  @inlinable
  mutating func place(_ id: SessionID, _ packet: RawSpan) -> Bool {
    if unsafe outbox.slab.shared(id.slot).pointee.holder.generation != id.generation {
      rings.noteStrayLease(id)
      if outbox.slab.strays == .drop { return false }
    }
    if id.rawValue == outbox.openID {
      // The outbox is full: one bounded write makes room, or moves what it holds to the backlog.
      flush(id.slot)
      if id.rawValue == outbox.openID {
        outbox.append(packet)
        return true
      }
    }
    if unsafe outbox.slab.owned(id.slot).pointee.isShut { return false }
    if outbox.queue(id.slot, packet) { return true }
    if rings.end(id, .slowReader), id.slot == outbox.current { outbox.isEnding = true }
    return false
  }

  /// Writes what stands in outbox, backlog and ring of one of the reactor's sessions, in one
  /// attempt.
  ///
  /// If another thread is writing, the outbox is kept and that thread sends the reactor back here:
  /// see `WriterWord`. A shutdown that is due follows when everything is written, or no more is
  /// taken.
  @inlinable @inline(never)
  mutating func flush(_ slot: Slot) {
    let shared = unsafe outbox.slab.shared(slot)
    guard unsafe shared.pointee.writer.request(WriterWord.reactor) else { return keep(slot) }
    var known = WriterWord.reactor
    var attempt = 1
    while true {
      let progress = writeOnce(slot)
      if progress == .drained, unsafe shared.pointee.writer.free(from: &known) {
        if isDraining, outbox.endOutput(slot) {
          unsafe rings.port.shutdown(shared.pointee.holder.fd, .writing)
        }
        rings.shutDownIfDue(slot)
        return
      }
      if progress == .blocked || progress == .failed || attempt == RingSender<Guard, P>.attempts {
        // Whoever requested meanwhile is served by what follows: the edge, the end, or the work
        // list.
        _ = unsafe shared.pointee.writer.abandon()
        keep(slot)
        if progress == .failed { outbox.fail(slot) }
        if progress == .drained || progress == .more {
          outbox.plan(slot, .flush)
        } else {
          rings.shutDownIfDue(slot)
        }
        return
      }
      attempt += 1
    }
  }

  /// Leaves what the outbox holds for `slot` to a later flush.
  @inlinable
  mutating func keep(_ slot: Slot) {
    if slot == outbox.current { outbox.keep() }
  }

  /// Writes in the order that keeps frames whole: a frame of the ring that was cut, what the
  /// reactor sent, then the ring. The caller is the writer.
  @inlinable @inline(__always)
  mutating func writeOnce(_ slot: Slot) -> Progress {
    let shared = unsafe outbox.slab.shared(slot)
    if unsafe shared.pointee.ringCutBytes > 0 {
      let progress = rings.writeRing(slot)
      if progress == .blocked || progress == .failed { return progress }
    }
    let owned = unsafe outbox.slab.owned(slot)
    unsafe owned.pointee.isBlocked = false
    while let bytes = unsafe outbox.next(slot) {
      rings.counters.add(.writes)
      do {
        let written = try unsafe rings.port.write(shared.pointee.holder.fd, bytes) ?? 0
        if !outbox.wrote(slot, written) { return .blocked }
      } catch {
        return .failed
      }
    }
    if unsafe owned.pointee.welcome != .over {
      // The callback may send more, and that goes before the ring as well.
      if unsafe owned.pointee.welcome == .ahead { return .drained }
      unsafe owned.pointee.welcome = .over
      unsafe shared.pointee.keepOthersOut(false)
    }
    return outbox.slab.ring(slot).isEmpty ? .drained : rings.writeRing(slot)
  }

  /// Adds what was counted locally to the counts that everybody sees.
  @inlinable
  mutating func publish() {
    rings.counters.add(.sendsAccepted, outbox.acceptedCount)
    rings.counters.add(.sendsRefused, outbox.refusedCount)
    outbox.acceptedCount = 0
    outbox.refusedCount = 0
  }
}

extension Outbox {
  /// Refuses all that is sent to a session from now on and hears no more of it; answers whether the
  /// peer may be told that no more will come. The reactor's own output is written.
  ///
  /// Every frame that was taken is written before: the ring is closed first, and then it must be
  /// empty; and the reactor's own sends ask for the mark.
  @usableFromInline
  mutating func endOutput(_ slot: Slot) -> Bool {
    let owned = unsafe slab.owned(slot)
    if unsafe owned.pointee.isShut { return false }
    // In the middle of a turn nothing ends: the callback may send more.
    if slot != current, closeRing(slot) {
      unsafe owned.pointee.isShut = true
      return true
    }
    plan(slot, .flush)
    return false
  }

  /// Lets no other thread queue a frame; answers whether none that was reserved before is left.
  private borrowing func closeRing(_ slot: Slot) -> Bool {
    // Before the ring is closed: who finds no room takes the peer for a slow reader.
    _ = unsafe slab.shared(slot).pointee.beginEnding(.stopped)
    slab.ring(slot).close()
    return slab.ring(slot).isEmpty
  }

  /// The connection is broken: nothing is written any more, and the session ends.
  @usableFromInline
  mutating func fail(_ slot: Slot) {
    if slot == current { keep() }
    unsafe slab.shared(slot).pointee.noteFailedWrite()
    plan(slot, .finish)
  }
}
