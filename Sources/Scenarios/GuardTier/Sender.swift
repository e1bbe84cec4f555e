public import SessionGuards

/// One thread's loop of acquire, use, release.
///
/// This is what the guard tier measures. It is compiled once for each guard, a user's own included,
/// so everything it touches is `@inlinable`; the code-shape test reads its instructions.
@usableFromInline
@frozen
struct Sender<Guard: SessionGuard & ~Copyable, Watch: MeetingWatch>: ~Copyable
where Guard.Fault == Never {
  @usableFromInline let participant: Participant
  @usableFromInline let pace: Pace

  @usableFromInline
  init(index: Int, pace: Pace) {
    participant = Participant(index: UInt32(index))
    self.pace = pace
  }

  /// Sends to the targets in turn, one batch; the number of targets is a power of two.
  @inlinable
  @inline(never)
  borrowing func send(
    to targets: borrowing TargetSequence, batch: Int, through sessions: borrowing Guard,
    _ records: borrowing SlotTable<SessionRecord>, _ tally: inout SendTally
  ) {
    let ids = targets.words.span
    let mask = ids.count - 1
    var now = tally
    for step in 0..<batch {
      let target = SessionID(rawValue: ids[now.cursor & mask])
      now.cursor &+= 1
      send(to: target, through: sessions, records, isSampled: step == batch / 2, &now)
    }
    now.operations &+= batch
    tally = now
    sessions.quiesce(as: participant)
  }

  /// Sends to the targets in turn, one batch in one call; the number of targets is a power of two,
  /// and the last batch before the first target comes again may be shorter.
  ///
  /// As a server does, it asks for the sessions ahead, beside their guard's words.
  ///
  /// A meeting is counted under the lease, and none is timed: the batch decides when a lease
  /// begins.
  @inlinable
  @inline(never)
  borrowing func sendInOneCall(
    to targets: borrowing [SessionID], batch: Int, through sessions: borrowing Guard,
    _ records: borrowing SlotTable<SessionRecord>, _ tally: inout SendTally
  ) {
    let first = tally.cursor & (targets.count - 1)
    let end = min(first &+ batch, targets.count)
    var now = tally
    sessions.withLeases(
      targets.span.extracting(first..<end), as: participant,
      ahead: { records.prefetchToRead($0.slot) }
    ) { id in
      if Watch.enter(records[id.slot]) { now.met &+= 1 }
      use(id, records, &now)
      Watch.leave(records[id.slot])
    } refused: { id in
      now.refused &+= 1
      now.lastRefused = id.rawValue
    }
    if pace.thinkSteps > 0 { for _ in first..<end { now.work = pace.think(now.work) } }
    now.operations &+= end &- first
    now.cursor = end
    tally = now
  }

  /// Sends to the sessions in the target slots, or, where a target says so, to earlier ones.
  @inlinable
  @inline(never)
  borrowing func sendToCurrent(
    of targets: borrowing TargetSequence, batch: Int, through sessions: borrowing Guard,
    _ records: borrowing SlotTable<SessionRecord>, _ tally: inout SendTally
  ) {
    let words = targets.words.span
    let mask = words.count - 1
    var now = tally
    for step in 0..<batch {
      let target = SessionID(rawValue: words[now.cursor & mask])
      now.cursor &+= 1
      let current = records[target.slot].currentID
      let id = SessionID(slot: target.slot, generation: current.generation &- target.generation)
      send(to: id, through: sessions, records, isSampled: step == batch / 2, &now)
    }
    now.operations &+= batch
    tally = now
    sessions.quiesce(as: participant)
  }

  @inlinable
  @inline(__always)
  borrowing func send(
    to id: SessionID, through sessions: borrowing Guard,
    _ records: borrowing SlotTable<SessionRecord>, isSampled: Bool, _ tally: inout SendTally
  ) {
    if Watch.enter(records[id.slot]) { tally.met &+= 1 }
    // Read only now: a thread that waits for the counter's own cache line meets no other yet.
    let begin = Watch.isWatching && isSampled ? Watch.now() : 0
    if let lease = sessions.acquire(id, as: participant) {
      let before = records[id.slot].strangeness(for: id)
      tally.work = pace.hold(tally.work)
      let after = records[id.slot].strangeness(for: id)
      sessions.release(lease, as: participant)
      note(before | after, of: id, &tally)
    } else {
      tally.refused &+= 1
      tally.lastRefused = id.rawValue
    }
    if Watch.isWatching && isSampled {
      tally.insideNanoseconds &+= Watch.now() &- begin
      tally.insideSamples &+= 1
    }
    Watch.leave(records[id.slot])
    tally.work = pace.think(tally.work)
  }

  /// Works under a lease of a batch.
  @inlinable
  @inline(__always)
  borrowing func use(
    _ id: SessionID, _ records: borrowing SlotTable<SessionRecord>, _ tally: inout SendTally
  ) {
    let before = records[id.slot].strangeness(for: id)
    tally.work = pace.hold(tally.work)
    note(before | records[id.slot].strangeness(for: id), of: id, &tally)
  }

  @inlinable
  @inline(__always)
  borrowing func note(_ strangeness: UInt64, of id: SessionID, _ tally: inout SendTally) {
    guard strangeness != 0 else { return }
    tally.wrong &+= 1
    tally.lastWrong = id.rawValue
  }
}
