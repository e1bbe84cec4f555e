public import Reactor
public import SessionGuards

/// Sends to sessions of any reactor, through their rings.
///
/// What a lease covers is all here and in `ReactorSender`: acquire, look at the session, queue,
/// with `direct` a bounded attempt to write, release. Signals come after the release.
@frozen @usableFromInline @safe
struct RingSender<Guard: SessionGuard & ~Copyable, P: Port>: ~Copyable
where Guard.Fault == Never {
  // Safe: the table that owns guard and slab is kept by whoever owns this sender.
  @usableFromInline let sessions: UnsafePointer<Guard>
  @usableFromInline let slab: SessionSlab
  @usableFromInline let counters: CounterBlock
  @usableFromInline let log: ViolationLog
  @usableFromInline let port: P
  /// Where frames are joined for one write; this thread's own.
  @usableFromInline let stage: UnsafeMutableRawBufferPointer

  @usableFromInline
  init(_ table: SessionTable<Guard>, participant: Int, port: P) {
    unsafe sessions = unsafe UnsafePointer(table.sessions)
    slab = table.slab
    counters = table.block(participant)
    log = table.log
    self.port = port
    // Room for any frame, and for as many small ones as a write takes well.
    let byteCount = max(16 * 1024, table.plan.maximumPayload + 2)
    unsafe stage = .allocate(byteCount: byteCount, alignment: 64)
  }

  @inlinable
  deinit {
    unsafe stage.deallocate()
  }
}

/// How an attempt to write ended.
@frozen @usableFromInline
enum Progress {
  /// Everything that was committed is written.
  case drained
  /// More is there than one attempt takes.
  case more
  /// The kernel takes no more: an edge of `EPOLLOUT` will come.
  case blocked
  /// The connection is broken: an event will tell the reactor.
  case failed
}

extension RingSender where Guard: ~Copyable {
  /// How often a thread looks at a ring, on its own behalf and others', before it leaves the rest
  /// to the reactor. Its own entries are written in the first look, unless one before them is not
  /// committed.
  @inlinable static var attempts: Int { 2 }

  @inlinable @inline(__always)
  borrowing func send(
    _ id: SessionID, _ packet: RawSpan, as participant: borrowing Participant
  ) -> Bool {
    precondition(1...slab.maximumPayload ~= packet.byteCount, "a packet has 1 byte to the maximum")
    guard id.slot < slab.slotCount else { return refuse() }
    LeaseTrap.enter()
    guard let lease = unsafe sessions.pointee.acquire(id, as: participant) else {
      LeaseTrap.leave()
      return refuse()
    }
    var mustWake = false
    let isTaken = unsafe packet.withUnsafeBytes {
      unsafe slab.ring(id.slot).append($0, generation: id.generation)
    }
    if isTaken {
      mustWake = slab.flush == .direct ? write(id.slot) : slab.schedule(id.slot)
    } else {
      _ = end(id, .slowReader)
    }
    unsafe sessions.pointee.release(lease, as: participant)
    LeaseTrap.leave()
    if mustWake { wake(id.slot) }
    counters.add(isTaken ? .sendsAccepted : .sendsRefused)
    return isTaken
  }

  @inlinable @inline(__always)
  borrowing func disconnect(_ id: SessionID, as participant: borrowing Participant) -> Bool {
    guard id.slot < slab.slotCount else { return false }
    LeaseTrap.enter()
    guard let lease = unsafe sessions.pointee.acquire(id, as: participant) else {
      LeaseTrap.leave()
      return false
    }
    let isFirst = begin(id, .disconnected)
    let mustWake = isFirst && writeLast(id.slot)
    unsafe sessions.pointee.release(lease, as: participant)
    LeaseTrap.leave()
    if mustWake { wake(id.slot) }
    return isFirst
  }

  /// Makes the session end when what is queued has been tried: nothing more is queued by other
  /// threads, and the shutdown is due. Answers whether this is the first to want the end.
  @inlinable
  borrowing func begin(_ id: SessionID, _ reason: CloseReason) -> Bool {
    let shared = unsafe slab.shared(id.slot)
    if unsafe shared.pointee.holder.generation != id.generation { noteStrayLease(id) }
    guard unsafe shared.pointee.beginEnding(reason, leavesShutdown: true) else { return false }
    slab.ring(id.slot).close()
    return true
  }

  /// Marks the session as ending and shuts its socket down; its reactor sees the end of the stream.
  @inlinable
  borrowing func end(_ id: SessionID, _ reason: CloseReason) -> Bool {
    let shared = unsafe slab.shared(id.slot)
    if unsafe shared.pointee.holder.generation != id.generation { noteStrayLease(id) }
    guard unsafe shared.pointee.beginEnding(reason) else { return false }
    unsafe port.shutdown(shared.pointee.holder.fd, .both)
    return true
  }

  /// Shuts the socket down if that was left to whoever writes.
  @inlinable @inline(__always)
  borrowing func shutDownIfDue(_ slot: Slot) {
    guard unsafe slab.shared(slot).pointee.isShutdownDue else { return }
    guard let fd = slab.takeShutdown(slot) else { return }
    port.shutdown(fd, .both)
  }

  /// Writes what the ring holds of a session that is to be shut down, and shuts it down.
  ///
  /// Leaves both to whoever is writing, or to the reactor if that has something to write before or
  /// there is more than one look finds; reports whether the reactor must be woken.
  @inlinable
  borrowing func writeLast(_ slot: Slot) -> Bool {
    let shared = unsafe slab.shared(slot)
    guard unsafe shared.pointee.writer.request(WriterWord.outside) else { return false }
    let isKeptOut = unsafe shared.pointee.mustKeepOut
    let progress = isKeptOut ? Progress.blocked : writeRing(slot)
    let isAsked = unsafe shared.pointee.writer.abandon() != WriterWord.outside
    if isKeptOut || isAsked || progress == .more { return slab.schedule(slot) }
    shutDownIfDue(slot)
    return false
  }

  /// Writes what the ring holds, if nobody else is writing; reports whether the reactor must be
  /// woken.
  ///
  /// See `WriterWord` for why nothing is forgotten.
  @inlinable
  borrowing func write(_ slot: Slot) -> Bool {
    let shared = unsafe slab.shared(slot)
    guard unsafe shared.pointee.writer.request(WriterWord.outside) else { return false }
    var known = WriterWord.outside
    var attempt = 1
    while true {
      // The reactor will come: it welcomes the session, or waits for an edge with a cut backlog.
      let progress = unsafe shared.pointee.mustKeepOut ? Progress.blocked : writeRing(slot)
      if progress != .more, unsafe shared.pointee.writer.free(from: &known) {
        // Who left a shutdown has requested after it, and so there was a second attempt.
        if attempt > 1 { shutDownIfDue(slot) }
        return false
      }
      let isStuck = progress == .blocked || progress == .failed
      if isStuck || known >= WriterWord.reactor || attempt == Self.attempts {
        let last = unsafe shared.pointee.writer.abandon()
        // Stuck: the kernel brings the reactor for the ring, but not for a request of its own,
        // which may have been the answer to that very edge, and not for a shutdown.
        let isBrought = unsafe isStuck && last < WriterWord.reactor && !shared.pointee.isShutdownDue
        return isBrought ? false : slab.schedule(slot)
      }
      attempt += 1
    }
  }

  /// Writes one stageful of the ring; the caller is the writer.
  @inlinable
  borrowing func writeRing(_ slot: Slot) -> Progress {
    let ring = slab.ring(slot)
    let holder = unsafe slab.shared(slot).pointee.holder
    let reading = OutboundRing.Reading(
      slot: slot, generation: holder.generation, strays: slab.strays)
    let staged = unsafe ring.copyFrames(to: stage, reading)
    var written = 0
    if staged > 0 {
      counters.add(.ringWrites)
      do {
        let frames = unsafe UnsafeRawBufferPointer(rebasing: stage[..<staged])
        written = try unsafe port.write(holder.fd, frames) ?? 0
      } catch {
        unsafe slab.shared(slot).pointee.noteFailedWrite()
        return .failed
      }
    }
    let isMore = ring.consume(written, reading, log)
    if written < staged { return .blocked }
    return isMore && staged > 0 ? .more : .drained
  }

  @inlinable
  borrowing func wake(_ slot: Slot) {
    if unsafe slab.mailbox(of: slot).pointee.wake() { counters.add(.wakeups) }
  }

  @inlinable
  borrowing func refuse() -> Bool {
    counters.add(.sendsRefused)
    return false
  }

  @inlinable
  borrowing func noteStrayLease(_ id: SessionID) {
    log.note(.strayLease, id, found: unsafe slab.shared(id.slot).pointee.holder.generation)
  }
}
