public import SessionGuards

extension GuardBench where Guard: ~Copyable {
  /// The trial of a thread that sends without a pause, whether the session is open or not.
  @inlinable
  func sendPastCloses(of targets: TargetSequence, index: Int) -> ThreadReport {
    let sender = Sender<Guard, Unwatched>(index: index, pace: workload.pace)
    var tally = SendTally()
    repeat {
      sender.sendPastCloses(
        of: targets, batch: workload.batch, through: sessions, records.table,
        crew.progress[Slot(index)], &tally)
    } while crew.goesOn(index, after: tally)
    return ThreadReport(tally)
  }

  /// Closes the sessions in turn and reopens their slots, until the trial ends.
  @inlinable
  func endSessions(index: Int) -> ThreadReport {
    let participant = Participant(index: UInt32(index))
    var owner = RundownOwner(records)
    var rounds = 0
    while !crew.gate.isIn(.end) {
      guard owner.isTimeToClose else {
        passTime(&rounds)
        continue
      }
      let id = owner.beginClose(lateCount: crew.lateCount)
      if sessions.close(id, as: participant) {
        owner.endClose(of: id)
      } else {
        records.noteRefusedClose(of: id)
      }
      guard awaitReclaim(&owner, as: participant), let next = sessions.open(id.slot) else { break }
      owner.reopened(
        next, lateCount: crew.lateCount, isMeasured: !crew.gate.isIn(.warmUp))
    }
    sessions.quiesce(as: participant)
    var report = ThreadReport(SendTally())
    owner.describe(in: &report, lateCount: crew.lateCount)
    return report
  }

  /// Waits until the closed session may be torn down, and quiesces meanwhile as often as a reactor
  /// whose batches are short; returns false if the trial ended first.
  @inlinable
  func awaitReclaim(_ owner: inout RundownOwner, as participant: borrowing Participant) -> Bool {
    var rounds = 0
    repeat {
      if rounds & 63 == 0 { sessions.quiesce(as: participant) }
      if owner.isDue() { return true }
      passTime(&rounds)
    } while !crew.gate.isIn(.end)
    return false
  }
}
