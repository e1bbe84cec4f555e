public import SessionGuards

/// A session that is kept while its holder waits: what a lease is within a call, across calls,
/// threads and suspensions.
///
/// While it is kept, the session is not released: `onRelease` has not been called, its slot has no
/// other session, and its id names no other. A session that ends meanwhile stays ended: everything
/// sent to it is refused. Comes from `LanServer.Sender.keep`, under a guard whose leases may be
/// promoted, and ends by `drop`, or with its scope.
///
/// It belongs to no thread and takes none of the configuration's places for senders. A server does
/// not end before its kept sessions are dropped.
///
/// A handler whose answers take a while; each reactor has one, with a sender of its own:
///
///     import GuardedServer
///     import SessionGuards
///
///     actor Ranking {   // the game's own
///       private var places: [[UInt8]: UInt8] = [:]
///       func place(of player: [UInt8]) -> UInt8 { places[player, default: 0] }
///     }
///
///     final class Lobby: SessionHandler {
///       private let ranking: Ranking
///       private var sender: LanServer<Guards.HazardPromote>.Sender
///
///       init(_ ranking: Ranking, _ sender: consuming LanServer<Guards.HazardPromote>.Sender) {
///         self.ranking = ranking
///         self.sender = sender
///       }
///
///       func onReceive(
///         _ packet: RawSpan, from id: SessionID, via _: inout some SessionSender & ~Copyable
///       ) throws(Rejection) {
///         guard let kept = sender.keep(id) else { return }
///         let player = packet.withUnsafeBytes { Array($0) }
///         Task { @Sendable [ranking] in
///           let place = await ranking.place(of: player)
///           kept.send([place].span)   // false if the session has ended meanwhile
///         }
///       }
///     }
///
///     func serve(_ ranking: Ranking) throws -> LanServer<Guards.HazardPromote> {
///       let server = try LanServer(Guards.HazardPromote.self)
///       try server.start { _ in Lobby(ranking, server.makeSender()!) }
///       return server
///     }
@frozen @safe
public struct KeptSession<Guard: PromotingGuard & ~Copyable>: ~Copyable, Sendable
where Guard.Fault == Never {
  @usableFromInline let table: SessionTable<Guard>
  @usableFromInline let reference: SessionReference<Never>

  @inlinable
  init(_ table: SessionTable<Guard>, _ reference: consuming SessionReference<Never>) {
    self.table = table
    self.reference = reference
  }

  @inlinable
  deinit {
    // Safe: the table keeps its guard. It tells no reactor: the one that has closed the session
    // goes on looking.
    unsafe table.sessions.pointee.drop(reference)
  }

  /// The session that is kept.
  @inlinable public var id: SessionID { reference.id }

  /// Queues `packet` as one frame for the session and reports whether it was taken.
  ///
  /// False once the session has ended. Any number of threads at once: what one sends stays in
  /// order. The session's reactor writes it, in either `FlushMode`. The packet has 1 byte to the
  /// configuration's `maximumPayload`; any other traps.
  @inlinable @discardableResult
  public borrowing func send(_ packet: RawSpan) -> Bool {
    table.slab.queue(packet, toKept: id, table.log, table.keeperCounters)
  }

  /// Queues the bytes as one frame, as the raw form does: an array's `span`, for one.
  @inlinable @discardableResult
  public borrowing func send(_ packet: Span<UInt8>) -> Bool {
    // Safe: bytes have no padding.
    unsafe send(packet.bytes)
  }

  /// Ends the session, and reports whether this call was the first to request it.
  ///
  /// What was sent before gets one attempt to be written. The session is released when all that
  /// keep it have dropped it.
  @inlinable @discardableResult
  public borrowing func disconnect() -> Bool {
    table.slab.end(kept: id, .disconnected, table.log, table.keeperCounters)
  }

  /// Gives the session back, before the scope ends; after it, nothing of it may be used.
  @inlinable
  public consuming func drop() {}
}

// MARK: - Keeping

extension LanServer.Sender where Guard: PromotingGuard, Guard: ~Copyable {
  /// Keeps the session until the returned value is dropped, on whichever thread; nil if it has
  /// ended.
  ///
  /// The value does not need this sender any more.
  @inlinable
  public mutating func keep(_ id: SessionID) -> KeptSession<Guard>? { outside.keep(id) }
}

extension OutsideSender where Guard: PromotingGuard, Guard: ~Copyable {
  @inlinable
  package mutating func keep(_ id: SessionID) -> KeptSession<Guard>? {
    let reference = writer.access.keep(id)
    writer.access.quiesce()
    guard let reference else { return nil }
    return KeptSession(table, reference)
  }
}

extension SessionAccess where Guard: PromotingGuard, Guard: ~Copyable {
  /// Takes a lease of the session and promotes it; nil if there is no such session any more.
  @inlinable
  func keep(_ id: SessionID) -> SessionReference<Never>? {
    guard id.slot < slab.slotCount else { return nil }
    LeaseTrap.expectNone()
    let me = Participant(index: participant)
    guard let lease = unsafe sessions.pointee.acquire(id, as: me) else { return nil }
    return unsafe sessions.pointee.promote(lease, as: me)
  }
}

// MARK: - What a keeper does to a session

/// A reference keeps what a lease does: the session's records, ring and descriptor. A thread that
/// has one is no participant, so that it counts where all such threads count, and it has no stage
/// to write from: it leaves writing and shutting down to the session's reactor.
extension SessionSlab {
  /// Queues a frame and schedules the session's reactor; a session without room is ended.
  @usableFromInline
  func queue(
    _ packet: RawSpan, toKept id: SessionID, _ log: ViolationLog, _ counters: CounterBlock
  ) -> Bool {
    precondition(1...maximumPayload ~= packet.byteCount, "a packet has 1 byte to the maximum")
    let isTaken = unsafe packet.withUnsafeBytes {
      unsafe ring(id.slot).append($0, generation: id.generation)
    }
    if isTaken {
      scheduleAndWake(id.slot, counters)
    } else {
      _ = end(kept: id, .slowReader, log, counters)
    }
    counters.addShared(isTaken ? .sendsAccepted : .sendsRefused)
    return isTaken
  }

  /// Requests the session's end, and leaves the shutdown to its reactor; returns whether this is
  /// the first request.
  @usableFromInline
  func end(
    kept id: SessionID, _ reason: CloseReason, _ log: ViolationLog, _ counters: CounterBlock
  ) -> Bool {
    let shared = unsafe shared(id.slot)
    let found = unsafe shared.pointee.holder.generation
    if found != id.generation { log.note(.strayLease, id, found: found) }
    guard unsafe shared.pointee.claimEnd(reason, leavesShutdown: true) else { return false }
    ring(id.slot).close()
    scheduleAndWake(id.slot, counters)
    return true
  }

  /// Wakes under the reference, which excludes no other thread.
  private func scheduleAndWake(_ slot: Slot, _ counters: CounterBlock) {
    guard schedule(slot), unsafe mailbox(of: slot).pointee.wake() else { return }
    counters.addShared(.wakeups)
  }
}
