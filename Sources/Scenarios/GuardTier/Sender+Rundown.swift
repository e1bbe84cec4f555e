public import SessionGuards

extension Sender where Guard: ~Copyable {
  /// Sends to the sessions in the target slots, one batch, and counts the leases that were granted
  /// although the close of their session had returned.
  @inlinable
  @inline(never)
  borrowing func sendPastCloses(
    of targets: borrowing TargetSequence, batch: Int, through sessions: borrowing Guard,
    _ records: borrowing SlotTable<SessionRecord>, _ progress: borrowing ThreadProgress,
    _ tally: inout SendTally
  ) {
    let words = targets.words.span
    let mask = words.count - 1
    var now = tally
    for _ in 0..<batch {
      let slot = SessionID(rawValue: words[now.cursor & mask]).slot
      now.cursor &+= 1
      let id = records[slot].currentID
      let isCloseOver = records[slot].isCloseOver(id)
      if let lease = sessions.acquire(id, as: participant) {
        if isCloseOver {
          now.late &+= 1
          now.lastLate = id.rawValue
          progress.publish(late: now.late)
        }
        let before = records[slot].strangeness(for: id)
        now.work = pace.hold(now.work)
        let after = records[slot].strangeness(for: id)
        sessions.release(lease, as: participant)
        if before | after != 0 {
          now.wrong &+= 1
          now.lastWrong = id.rawValue
        }
      } else {
        now.refused &+= 1
        now.lastRefused = id.rawValue
      }
      now.work = pace.think(now.work)
    }
    now.operations &+= batch
    tally = now
    sessions.quiesce(as: participant)
  }
}
