public import SessionGuards

/// One guard with sessions under it, and the threads' work on them; compiled once for each guard.
@usableFromInline
final class GuardBench<Guard: SessionGuard & ~Copyable>: Sendable where Guard.Fault == Never {
  @usableFromInline let workload: GuardWorkload
  @usableFromInline let records: SessionRecords
  @usableFromInline let sessions: Guard
  @usableFromInline let crew: ThreadCrew
  @usableFromInline let stalls = StallMark()
  /// What the guard's construction left on the heap, per session; nil where no allocator counts.
  @usableFromInline let bytesPerSession: Int?

  /// Makes the guard; one participant more than threads, for what happens before and after them.
  @inlinable
  init(_ workload: GuardWorkload) {
    let records = SessionRecords(
      slotsCount: workload.slotsCount, ownersCount: workload.ownersCount)
    self.workload = workload
    self.records = records
    crew = workload.crew()
    let growth = HeapGrowth()
    sessions = Guard(
      slotCount: workload.slotsCount, participantCount: workload.threadsCount + 1
    ) { (id) throws(Never) in records.reclaim(id) }
    bytesPerSession = growth.bytes(per: workload.slotsCount)
  }

  @inlinable
  func openAll() -> [SessionID] {
    (0..<Slot(workload.slotsCount)).compactMap { slot in
      guard let id = sessions.open(slot) else { return nil }
      records.table[slot].publish(id)
      return id
    }
  }

  /// One thread's trial.
  @inlinable
  func take<Watch: MeetingWatch>(
    _ part: GuardWorkload.Part, _ targets: TargetSequence, index: Int, _ watch: Watch.Type
  ) -> ThreadReport {
    switch part {
    case .sends: send(targets, index: index, watch)
    case .sendsInBatches: sendInBatches(targets, index: index, watch)
    case .churns: churn(targets, index: index, watch)
    case .closesShare: closeShare(index: index)
    case .follows: follow(targets, index: index, watch)
    case .sendsPastCloses: sendPastCloses(of: targets, index: index)
    case .endsSessions: endSessions(index: index)
    case .sendsBesideStalls: sendBesideStalls(targets, index: index)
    case .stopsInsideLeases: stopInsideLeases(index: index)
    }
  }

  /// One thread's trial while all sessions live on.
  @inlinable
  func send<Watch: MeetingWatch>(
    _ targets: TargetSequence, index: Int, _: Watch.Type
  ) -> ThreadReport {
    let sender = Sender<Guard, Watch>(index: index, pace: workload.pace)
    var tally = SendTally()
    repeat {
      sender.send(to: targets, batch: workload.batch, through: sessions, records.table, &tally)
    } while crew.goesOn(index, after: tally)
    return ThreadReport(tally)
  }

  /// The same, with so many leases in one call.
  @inlinable
  func sendInBatches<Watch: MeetingWatch>(
    _ targets: TargetSequence, index: Int, _: Watch.Type
  ) -> ThreadReport {
    let sender = Sender<Guard, Watch>(index: index, pace: workload.pace)
    let ids = targets.ids
    let batch = workload.batch
    var tally = SendTally()
    repeat {
      sender.sendInOneCall(
        to: ids, batch: batch, through: sessions, records.table, &tally)
    } while crew.goesOn(index, after: tally)
    return ThreadReport(tally)
  }

  /// The trial of a thread that closes its whole share of the sessions again and again, while
  /// others send.
  @inlinable
  func closeShare(index: Int) -> ThreadReport {
    let participant = Participant(index: UInt32(index))
    var closer = MassCloser(
      index: index, batch: workload.batch, seed: workload.seed, records)
    var tally = SendTally()
    repeat {
      closer.isMeasuring = crew.gate.isIn(.measurement)
      closer.step(sessions, as: participant, &tally)
    } while crew.goesOn(index, after: tally)
    var report = ThreadReport(tally)
    closer.describe(in: &report)
    return report
  }

  /// The trial of a thread that sends to the sessions that others close and reopen.
  @inlinable
  func follow<Watch: MeetingWatch>(
    _ targets: TargetSequence, index: Int, _: Watch.Type
  ) -> ThreadReport {
    let sender = Sender<Guard, Watch>(index: index, pace: workload.pace)
    var tally = SendTally()
    repeat {
      sender.sendToCurrent(
        of: targets, batch: GuardWorkload.usualBatch, through: sessions, records.table, &tally)
    } while crew.goesOn(index, after: tally)
    return ThreadReport(tally)
  }

  /// One thread's trial while each closes and reopens its own share of the sessions.
  @inlinable
  func churn<Watch: MeetingWatch>(
    _ targets: TargetSequence, index: Int, _: Watch.Type
  ) -> ThreadReport {
    let sender = Sender<Guard, Watch>(index: index, pace: workload.pace)
    var owner = SlotOwner(
      index: index, closeRatio: workload.closeRatio, seed: workload.seed, records)
    let batch = workload.batch
    var tally = SendTally()
    repeat {
      sender.sendToCurrent(of: targets, batch: batch, through: sessions, records.table, &tally)
      owner.isMeasuring = crew.gate.isIn(.measurement)
      owner.tend(after: batch, sessions, as: sender.participant)
    } while crew.goesOn(index, after: tally)
    var report = ThreadReport(tally)
    owner.describe(in: &report)
    return report
  }

  /// Ends all sessions now that no thread uses any, so that the oracle can look at the end state.
  @inlinable
  func closeAll() {
    let participant = Participant(index: UInt32(workload.threadsCount))
    for slot in 0..<Slot(workload.slotsCount) {
      let id = records.table[slot].currentID
      if records.table[slot].isOpen(id) && !sessions.close(id, as: participant) {
        records.noteRefusedClose(of: id)
      }
    }
    for _ in 0..<ThreadCrew.restsUntilReclaimed {
      for index in 0...UInt32(workload.threadsCount) {
        sessions.quiesce(as: Participant(index: index))
      }
    }
  }
}
