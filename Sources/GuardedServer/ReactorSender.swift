public import Reactor
public import SessionGuards

/// The sender that a reactor lends to its callbacks.
///
/// Frames for the session being served go to the outbox, those for the reactor's other sessions to
/// their backlogs, and those for sessions of other reactors through the rings. Each is queued under
/// a lease.
@frozen @usableFromInline
package struct ReactorSender<Guard: SessionGuard & ~Copyable, P: Port>: SessionSender, ~Copyable
where Guard.Fault == Never {
  @usableFromInline let access: SessionAccess<Guard, P>
  /// For the rings: of other reactors' sessions, and of its own.
  @usableFromInline let writer: SessionWriter<Guard, P>
  @usableFromInline var outbox: Outbox
  /// Whether sessions whose output is written are told that no more will come.
  @usableFromInline var isDraining = false

  init(_ access: SessionAccess<Guard, P>) {
    self.access = access
    writer = SessionWriter(access)
    outbox = Outbox(access.slab, reactor: Int(access.participant))
  }

  @inlinable @inline(__always) @discardableResult
  package mutating func send(_ packet: RawSpan, to id: SessionID) -> Bool {
    let byteCount = packet.byteCount
    precondition(
      UInt(bitPattern: byteCount &- 1) < UInt(bitPattern: outbox.slab.maximumPayload),
      "a packet has 1 byte to the maximum")
    guard id.rawValue == outbox.openID, outbox.count &+ byteCount &+ 2 <= outbox.limit else {
      return sendElsewhere(packet, to: id)
    }
    guard access.withLease(id, { outbox.append(packet) }) != nil else { return refuse() }
    outbox.acceptedCount &+= 1
    return true
  }

  @inlinable @discardableResult
  package mutating func disconnect(_ id: SessionID) -> Bool {
    guard outbox.owns(id.slot) else { return writer.disconnect(id) }
    let access = access
    return access.withLease(id) { disconnectOwned(id) } ?? false
  }
}

// MARK: - Queueing

extension ReactorSender where Guard: ~Copyable {
  @inlinable
  mutating func refuse() -> Bool {
    outbox.refusedCount &+= 1
    return false
  }

  /// Every send that the outbox does not take as it is.
  @inlinable @inline(never)
  mutating func sendElsewhere(_ packet: RawSpan, to id: SessionID) -> Bool {
    guard outbox.owns(id.slot) else { return writer.send(packet, to: id) }
    let access = access
    guard access.withLease(id, { queue(packet, to: id) }) == true else { return refuse() }
    outbox.acceptedCount &+= 1
    return true
  }

  /// Queues a frame for one of the reactor's sessions; one without room is aborted. Under its
  /// lease.
  @inlinable
  mutating func queue(_ packet: RawSpan, to id: SessionID) -> Bool {
    if access.noteIfStray(id), access.slab.strays == .drop { return false }
    if access.slab.isShared, unsafe access.slab.owned(id.slot).pointee.welcome != .ahead {
      return queueInRing(packet, to: id)
    }
    if id.rawValue == outbox.openID {
      // The outbox is full: one bounded write makes room, or moves what it holds to the backlog.
      flush(id.slot)
      if id.rawValue == outbox.openID {
        outbox.append(packet)
        return true
      }
    }
    if unsafe access.slab.owned(id.slot).pointee.isShut { return false }
    if outbox.queue(id.slot, packet) { return true }
    if access.abort(id, .slowReader), id.slot == outbox.current { outbox.isEnding = true }
    return false
  }

  /// Queues a frame for the session being served behind all that was sent to it by any thread: with
  /// `Topology.shared`, where this reactor's next frame for it may go through the ring as well.
  /// Under its lease.
  @inlinable
  mutating func queueInRing(_ packet: RawSpan, to id: SessionID) -> Bool {
    if appendToRing(packet, id) { return true }
    // The ring is full: one bounded write makes room.
    flush(id.slot)
    if appendToRing(packet, id) { return true }
    if access.abort(id, .slowReader), id.slot == outbox.current { outbox.isEnding = true }
    return false
  }

  @inlinable
  mutating func appendToRing(_ packet: RawSpan, _ id: SessionID) -> Bool {
    let isTaken = unsafe packet.withUnsafeBytes {
      unsafe access.slab.ring(id.slot).append($0, generation: id.generation)
    }
    if isTaken { outbox.hasQueued = true }
    return isTaken
  }

  /// Requests the disconnect of one of the reactor's sessions. Under its lease.
  @inlinable
  mutating func disconnectOwned(_ id: SessionID) -> Bool {
    let isFirst = access.requestDisconnect(id, leavesShutdown: false)
    if isFirst {
      unsafe access.slab.owned(id.slot).pointee.isShutdownDue = true
      flush(id.slot)
    }
    if id.slot == outbox.current { outbox.isEnding = true }
    return isFirst
  }

  /// Adds what was counted locally to the counts that every thread sees.
  @inlinable
  mutating func publish() {
    access.counters.add(.sendsAccepted, outbox.acceptedCount)
    access.counters.add(.sendsRefused, outbox.refusedCount)
    outbox.acceptedCount = 0
    outbox.refusedCount = 0
  }
}

// MARK: - Writing

extension ReactorSender where Guard: ~Copyable {
  /// Writes what stands in outbox, backlog and ring of one of the reactor's sessions.
  ///
  /// If another thread is writing, the outbox is spilled and that thread sends the reactor back
  /// here: see `WriterWord`. A shutdown that is due follows when everything is written, or no more
  /// is taken.
  @inlinable @inline(never)
  mutating func flush(_ slot: Slot) {
    let shared = unsafe access.slab.shared(slot)
    guard var turn = unsafe WriterTurn(shared, as: WriterWord.reactor) else { return spill(slot) }
    while turn.goesOn(after: look(slot)) {}
    if turn.progress == .drained, turn.abandoned == nil {
      if isDraining, outbox.endOutput(slot) {
        unsafe access.port.shutdown(shared.pointee.holder.fd, .writing)
      }
    } else {
      spill(slot)
      guard turn.progress.isStuck else { return outbox.schedule(slot, .flush) }
      if turn.progress == .blocked { unsafe access.slab.owned(slot).pointee.awaitsRoom = true }
      // Threads that requested meanwhile are served by the edge, or by the session's end.
      if turn.progress == .failed { outbox.fail(slot) }
    }
    let owned = unsafe access.slab.owned(slot)
    // Not in the middle of a welcome, whose looks do not meet the ring: its end flushes again.
    if unsafe owned.pointee.welcome != .ahead { access.shutDown(slot, after: turn) }
    shutDownOwned(slot)
  }

  /// Shuts the socket down if the reactor itself has disconnected the session.
  @inlinable @inline(__always)
  mutating func shutDownOwned(_ slot: Slot) {
    let owned = unsafe access.slab.owned(slot)
    guard unsafe owned.pointee.isShutdownDue else { return }
    unsafe owned.pointee.isShutdownDue = false
    unsafe access.port.shutdown(owned.pointee.fd, .both)
  }

  /// Leaves what the outbox holds for `slot` to a later flush.
  @inlinable
  mutating func spill(_ slot: Slot) {
    if slot == outbox.current { outbox.spill() }
  }

  /// Writes in the order that keeps frames whole: a frame of the ring that was cut, what the
  /// reactor sent, then the ring. The caller is the writer.
  @inlinable @inline(__always)
  mutating func look(_ slot: Slot) -> Progress {
    let shared = unsafe access.slab.shared(slot)
    if unsafe shared.pointee.ringCutBytes > 0 {
      let progress = writer.lookAtRing(slot)
      if progress.isStuck { return progress }
    }
    let owned = unsafe access.slab.owned(slot)
    unsafe owned.pointee.isBlocked = false
    while let bytes = unsafe outbox.next(slot) {
      access.counters.add(.writes)
      do {
        let written = try unsafe access.port.write(shared.pointee.holder.fd, bytes) ?? 0
        if !outbox.wrote(slot, written) { return .blocked }
      } catch {
        return .failed
      }
    }
    if unsafe owned.pointee.welcome != .over {
      // The callback may send more, and that goes before the ring as well.
      if unsafe owned.pointee.welcome == .ahead { return .drained }
      unsafe owned.pointee.welcome = .over
      unsafe shared.pointee.setReactorOnly(false)
    }
    return access.slab.ring(slot).isEmpty ? .drained : writer.lookAtRing(slot)
  }
}

extension Outbox {
  /// Refuses all that is sent to a session from now on and hears no more of it; returns whether the
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
    schedule(slot, .flush)
    return false
  }

  /// Lets no other thread queue a frame; returns whether none that was reserved before is left.
  private borrowing func closeRing(_ slot: Slot) -> Bool {
    // Before the ring is closed: a thread that finds no room takes the peer for a slow reader.
    _ = unsafe slab.shared(slot).pointee.claimEnd(.stopped)
    slab.ring(slot).close()
    return slab.ring(slot).isEmpty
  }

  /// The connection is broken: nothing is written any more, and the session ends.
  @usableFromInline
  mutating func fail(_ slot: Slot) {
    if slot == current { spill() }
    unsafe slab.shared(slot).pointee.noteFailedWrite()
    schedule(slot, .finish)
  }
}
