public import SessionGuards

/// One thread's loop of posting to owners, and of running what was handed over to it.
///
/// What `Sender` is to guards. The thread posts a batch and then serves its own sessions; where an
/// owner has too much of it, it serves meanwhile. An operation counts for its sender when the
/// owner has finished it. A use of a session of its own is posted too: a use that were run at once
/// would overtake those that wait, and `uncontended` would measure a look at a word.
@usableFromInline
@frozen
struct DelegationSender<Delegation: SessionDelegation & ~Copyable, Watch: MeetingWatch>: ~Copyable
where Delegation.Fault == Never {
  @usableFromInline let participant: Participant
  @usableFromInline let pace: Pace

  @usableFromInline
  init(index: Int, pace: Pace) {
    participant = Participant(index: UInt32(index))
    self.pace = pace
  }

  /// Posts to the targets in turn, one batch; the number of targets is a power of two.
  @inlinable
  @inline(never)
  borrowing func send(
    to targets: borrowing TargetSequence, batch: Int, through sessions: borrowing Delegation,
    _ records: borrowing SlotTable<SessionRecord>, _ tally: inout SendTally
  ) {
    let ids = targets.words.span
    let mask = ids.count - 1
    var now = tally
    for _ in 0..<batch {
      let target = SessionID(rawValue: ids[now.cursor & mask])
      now.cursor &+= 1
      post(.use, to: target, through: sessions, records, &now)
      now.work = pace.think(now.work)
    }
    serve(sessions, records, &now)
    tally = now
  }

  /// Posts to the sessions in the target slots, or, where a target says so, to earlier ones.
  @inlinable
  @inline(never)
  borrowing func sendToCurrent(
    of targets: borrowing TargetSequence, batch: Int, through sessions: borrowing Delegation,
    _ records: borrowing SlotTable<SessionRecord>, _ tally: inout SendTally
  ) {
    let words = targets.words.span
    let mask = words.count - 1
    var now = tally
    for _ in 0..<batch {
      let target = SessionID(rawValue: words[now.cursor & mask])
      now.cursor &+= 1
      let current = records[target.slot].currentID
      let id = SessionID(slot: target.slot, generation: current.generation &- target.generation)
      post(.use, to: id, through: sessions, records, &now)
      now.work = pace.think(now.work)
    }
    serve(sessions, records, &now)
    tally = now
  }

  /// Posts, and serves its own sessions for as long as the owner has too much of it.
  @inlinable
  @inline(__always)
  borrowing func post(
    _ errand: Handover.Errand, to id: SessionID, through sessions: borrowing Delegation,
    _ records: borrowing SlotTable<SessionRecord>, _ tally: inout SendTally
  ) {
    var rounds = 0
    while !sessions.post(errand, to: id, as: participant) {
      if !serve(sessions, records, &tally) { passTime(&rounds) }
    }
  }

  /// Runs what was handed over to this thread, up to as much as there can be at once; returns
  /// whether there was anything.
  @inlinable
  @inline(__always)
  @discardableResult
  borrowing func serve(
    _ sessions: borrowing Delegation, _ records: borrowing SlotTable<SessionRecord>,
    _ tally: inout SendTally
  ) -> Bool {
    var count = 0
    while count < Self.mostAtOnce, let handover = sessions.next(as: participant) {
      run(handover, records, &tally)
      sessions.finish(handover, as: participant)
      count &+= 1
    }
    return count > 0
  }

  /// So that a thread to which others post without a pause posts too.
  @inlinable static var mostAtOnce: Int { 256 }

  @inlinable
  @inline(__always)
  borrowing func run(
    _ handover: borrowing Handover, _ records: borrowing SlotTable<SessionRecord>,
    _ tally: inout SendTally
  ) {
    let id = handover.id
    switch (handover.errand, handover.isGranted) {
    case (.use, true):
      if Watch.enter(records[id.slot]) { tally.met &+= 1 }
      let before = records[id.slot].strangeness(for: id)
      tally.work = pace.hold(tally.work)
      let after = records[id.slot].strangeness(for: id)
      Watch.leave(records[id.slot])
      if before | after != 0 {
        tally.wrong &+= 1
        tally.lastWrong = id.rawValue
      }
    case (.use, false):
      tally.refused &+= 1
      tally.lastRefused = id.rawValue
    case (.close, true): break
    case (.close, false):
      tally.refusedCloses &+= 1
      tally.lastRefusedClose = id.rawValue
    }
  }
}
