public import Reactor
public import SessionGuards

/// One reactor's sessions, from the bytes of a read to the bytes of a write: frames, handler,
/// queues, teardown.
///
/// Everything but the waiting for events and connections, all of it through a `Port`, so that a
/// bench or a test drives the very path of the server without a kernel: `open` and `welcome` begin
/// a session, `serve` reads once and writes once, and `settle` ends a batch.
///
/// Belongs to one thread. The reactor holds its sessions' units, and reads and calls back on them
/// without leases.
///
/// What runs per event is inlined into the loop that drives it, down to the guard's instructions.
/// Out of line, two guards' functions would differ in their callees only, and the compiler would
/// merge them into one that is handed the callee: an indirect call per read, for some guards and
/// not for others.
@safe @usableFromInline
package struct SessionPath<Guard: SessionGuard & ~Copyable, Handler: SessionHandler, P: Port>:
  ~Copyable
where Guard.Fault == Never {
  @usableFromInline let table: SessionTable<Guard>
  @usableFromInline let reactor: Int
  @usableFromInline let access: SessionAccess<Guard, P>
  @usableFromInline var sender: ReactorSender<Guard, P>
  @usableFromInline var handler: Handler
  @usableFromInline var inbox: Inbox
  // Safe, both: allocated and freed here, used by one thread, never longer than the reactor's
  // slots. With `Topology.shared` the free slots are the pool's.
  @usableFromInline let free: UnsafeMutablePointer<Slot>
  @usableFromInline let batch: UnsafeMutablePointer<Slot>
  @usableFromInline var freeCount = 0
  /// Sessions that are open or closing.
  @usableFromInline package var liveCount: Int { openCount }
  @usableFromInline var openCount = 0
  /// Those among them that are closed and not reclaimed yet.
  @usableFromInline var closingCount = 0
  @usableFromInline var seenViolations = 0

  @usableFromInline
  package init(_ table: SessionTable<Guard>, reactor: Int, handler: Handler, port: P) {
    precondition(0..<table.configuration.reactorCount ~= reactor, "the server has no such reactor")
    self.table = table
    self.reactor = reactor
    self.handler = handler
    access = SessionAccess(table, participant: UInt32(reactor), port: port)
    sender = ReactorSender(access)
    inbox = Inbox(table.slab)
    let count = Int(sender.outbox.ownedCount)
    unsafe free = .allocate(capacity: count)
    unsafe batch = .allocate(capacity: Int(table.slab.slotsPerReactor))
    // The last slot first, so that the first is on top.
    for index in 0..<count {
      unsafe free[index] = sender.outbox.firstSlot + UInt32(count - 1 - index)
    }
    freeCount = count
  }

  @inlinable
  deinit {
    unsafe free.deallocate()
    unsafe batch.deallocate()
  }

  /// Whether another session can be opened.
  @inlinable package var hasFreeSlot: Bool { freeCount > 0 }

  /// Whether something is left to be done in the next batch, so that the reactor must not wait.
  @inlinable package var hasWork: Bool { sender.outbox.listCount > 0 }
}

// MARK: - Opening and reading

extension SessionPath where Guard: ~Copyable {
  /// Begins a session on `fd`, which the caller has opened and this path will close.
  ///
  /// Nil, with `fd` still the caller's, when no slot is free. `welcome` must follow: until then
  /// no other thread may write to the session.
  @inlinable @inline(never)
  package mutating func open(fd: Int32) -> SessionID? {
    while freeCount > 0 {
      freeCount &-= 1
      let slot = unsafe free[freeCount]
      if let id = begin(slot, fd) {
        openCount &+= 1
        return id
      }
    }
    return nil
  }

  /// Begins the slot's next session on `fd`; nil if its generations are used up.
  @inlinable
  mutating func begin(_ slot: Slot, _ fd: Int32) -> SessionID? {
    guard let id = prepare(slot, fd) else {
      access.counters.add(.retiredSlots)
      return nil
    }
    table.ledger.opened(fd)
    access.counters.add(.accepted)
    return id
  }

  /// Lets the slot's next session begin; nil if its generations are used up.
  @inlinable
  mutating func prepare(_ slot: Slot, _ fd: Int32) -> SessionID? {
    let owned = unsafe access.slab.owned(slot)
    let shared = unsafe access.slab.shared(slot)
    // All that a lease holder may look at stands before `open` releases it. The generation is a
    // guess that holds for every guard that counts by one; until a thread has been told the id,
    // it can hold a lease only if it guesses too.
    let expected = unsafe owned.pointee.generation &+ 1
    unsafe shared.pointee.reset(for: Identity(generation: expected, fd: fd))
    guard let id = access.open(slot) else { return nil }
    if id.generation != expected {
      unsafe shared.pointee.setHolder(Identity(generation: id.generation, fd: fd))
    }
    unsafe owned.pointee.generation = id.generation
    unsafe owned.pointee.fd = fd
    unsafe owned.pointee.phase = .open
    unsafe owned.pointee.welcome = .ahead
    unsafe owned.pointee.isBlocked = false
    unsafe owned.pointee.isShutdownDue = false
    unsafe owned.pointee.partialCount = 0
    return id
  }

  /// Calls `onAccept`, writes what it sent, and then lets other threads write.
  @inlinable @inline(__always)
  package mutating func welcome(_ id: SessionID) {
    sender.outbox.beginTurn(of: id)
    LeaseTrap.expectNone()
    handler.onAccept(id, via: &sender)
    unsafe access.slab.owned(id.slot).pointee.welcome = .underWay
    // Also if it sent nothing: a thread that knows the id already leaves its frames to this flush.
    sender.flush(id.slot)
    sender.outbox.endTurn()
    sender.publish()
  }

  /// Reads what is there, hands every whole frame to the handler, and writes the answers.
  ///
  /// One read and one write, as a rule. `drains` reads on until nothing is left, for a peer that
  /// has ended its stream, of which no further event will tell.
  @inlinable @inline(__always)
  package mutating func serve(_ id: SessionID, drains: Bool = false) {
    let owned = unsafe access.slab.owned(id.slot)
    var left = drains ? 4 : 1
    while unsafe owned.pointee.phase == .open {
      access.counters.add(.reads)
      let count: Int?
      do {
        count = try unsafe access.port.read(owned.pointee.fd, into: inbox.target)
      } catch {
        return finish(id.slot, .connectionFailed)
      }
      guard let count else { return }
      if count == 0 { return finish(id.slot, .peerEnded) }
      let isEnding = unsafe access.slab.shared(id.slot).pointee.endReason != nil
      if !isEnding {
        unsafe take(id, inbox.join(id.slot, access.slab, count: count))
      }
      if count < Inbox.readBytes, !drains, !isEnding { return }
      left &-= 1
      if left <= 0 { return sender.outbox.schedule(id.slot, .read) }
    }
  }

  /// Handles `bytes` as if they had just been read.
  @unsafe @inlinable
  package mutating func feed(_ id: SessionID, _ bytes: UnsafeRawBufferPointer) {
    var rest = unsafe bytes[...]
    while unsafe !rest.isEmpty, unsafe access.slab.owned(id.slot).pointee.phase == .open {
      let part = unsafe rest.prefix(Inbox.readBytes)
      unsafe inbox.target.copyMemory(from: UnsafeRawBufferPointer(rebasing: part))
      unsafe take(id, inbox.join(id.slot, access.slab, count: part.count))
      unsafe rest = rest.dropFirst(part.count)
    }
  }

  /// Hands the frames to the handler, keeps what is incomplete, and writes what was answered.
  @inlinable @inline(__always)
  mutating func take(_ id: SessionID, _ bytes: UnsafeRawBufferPointer) {
    sender.outbox.beginTurn(of: id)
    let reason = unsafe parse(id, bytes)
    finishTurn(id.slot)
    if let reason { finish(id.slot, reason) }
  }

  /// Calls `onReceive` for every whole frame; returns why the session must end, if it must.
  @inlinable @inline(__always)
  mutating func parse(_ id: SessionID, _ bytes: UnsafeRawBufferPointer) -> CloseReason? {
    let maximum = UInt(bitPattern: access.slab.maximumPayload)
    var cursor = unsafe bytes.baseAddress.unsafelyUnwrapped
    var left = bytes.count
    var received = 0
    var reason: CloseReason?
    LeaseTrap.expectNone()
    while left >= 2 {
      // Safe: `left` bytes stand at the cursor.
      let length = Int(UInt16(littleEndian: unsafe cursor.loadUnaligned(as: UInt16.self)))
      if UInt(bitPattern: length &- 1) >= maximum {
        reason = .malformedFrame
        break
      }
      if left < length &+ 2 { break }
      let packet = unsafe UnsafeRawBufferPointer(start: cursor + 2, count: length)
      received &+= 1
      do {
        try unsafe handler.onReceive(packet.bytes, from: id, via: &sender)
      } catch {
        reason = .rejected
        break
      }
      unsafe cursor += length &+ 2
      left &-= length &+ 2
      if sender.outbox.isEnding {
        left = 0
        break
      }
    }
    access.counters.add(.messagesReceived, received)
    if left > 0, reason == nil {
      let owned = unsafe access.slab.owned(id.slot)
      unsafe access.slab.partial(id.slot).copyMemory(from: cursor, byteCount: left)
      unsafe owned.pointee.partialCount = left
    }
    return reason
  }

  /// Ends the turn of the session being served: one write for all that it was sent.
  @inlinable @inline(__always)
  mutating func finishTurn(_ slot: Slot) {
    if sender.outbox.count > 0 { sender.flush(slot) }
    sender.outbox.endTurn()
    sender.publish()
  }

  /// Writes what waits, if the event's readiness says that the kernel takes more.
  @inlinable @inline(__always)
  package mutating func resumeWriting(_ slot: Slot) {
    // The kernel has ordered the refused write before the edge that this event tells of, so the
    // ring does not look empty by mistake.
    let waits = unsafe access.slab.owned(slot).pointee.backlogCount > 0
    if waits || !access.slab.ring(slot).isEmpty { sender.flush(slot) }
  }

  /// Whether `id` names a session that is open, rather than closing, gone or not there yet.
  @inlinable @inline(__always)
  package func isOpen(_ id: SessionID) -> Bool {
    guard sender.outbox.owns(id.slot) else { return false }
    let owned = unsafe access.slab.owned(id.slot)
    return unsafe owned.pointee.generation == id.generation && owned.pointee.phase == .open
  }
}
