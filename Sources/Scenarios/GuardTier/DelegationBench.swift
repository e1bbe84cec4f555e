public import SessionGuards
internal import Synchronization

/// One delegation with sessions in it, and the threads' work: what `GuardBench` is to guards.
///
/// Each thread of a trial sends, and owns a share of the sessions, as a reactor does. So a trial
/// has as many threads as one of a guard, and the work of owners is among what is measured.
@usableFromInline
final class DelegationBench<Delegation: SessionDelegation & ~Copyable>: Sendable
where Delegation.Fault == Never {
  @usableFromInline let workload: GuardWorkload
  @usableFromInline let records: SessionRecords
  @usableFromInline let sessions: Delegation
  @usableFromInline let crew: ThreadCrew
  /// What the delegation's construction left on the heap, per session.
  @usableFromInline let bytesPerSession: Int?
  /// How many threads have nothing more to post, and no handover that is not finished.
  private let doneCount = Atomic(0)

  /// Makes the delegation; one participant more than threads, for what happens after them.
  @inlinable
  init(_ workload: GuardWorkload) {
    let records = SessionRecords(
      slotsCount: workload.slotsCount, ownersCount: workload.threadsCount)
    self.workload = workload
    self.records = records
    crew = workload.crew()
    let growth = HeapGrowth()
    sessions = Delegation(
      slotCount: workload.slotsCount, ownerCount: workload.threadsCount,
      participantCount: workload.threadsCount + 1, lastGeneration: .max,
      reclaim: Reclaim { (id) throws(Never) in records.reclaim(id) })
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

  /// One thread's trial while all sessions live on.
  @inlinable
  func send<Watch: MeetingWatch>(
    _ targets: TargetSequence, index: Int, _: Watch.Type
  ) -> ThreadReport {
    let sender = DelegationSender<Delegation, Watch>(index: index, pace: workload.pace)
    var tally = SendTally()
    repeat {
      sender.send(to: targets, batch: workload.batch, through: sessions, records.table, &tally)
      count(sender, closes: 0, &tally)
    } while crew.goesOn(index, after: tally)
    finish(sender, posted: tally.cursor, &tally)
    return ThreadReport(tally)
  }

  /// One thread's trial while each closes and reopens its own share of the sessions.
  @inlinable
  func churn<Watch: MeetingWatch>(
    _ targets: TargetSequence, index: Int, _: Watch.Type
  ) -> ThreadReport {
    let sender = DelegationSender<Delegation, Watch>(index: index, pace: workload.pace)
    var owner = SlotOwner(
      index: index, closeRatio: workload.closeRatio, seed: workload.seed, records)
    let batch = workload.batch
    var tally = SendTally()
    var closes = 0
    repeat {
      sender.sendToCurrent(of: targets, batch: batch, through: sessions, records.table, &tally)
      owner.isMeasuring = crew.gate.isIn(.measurement)
      for _ in 0..<owner.closesEarned(by: batch) {
        guard let id = owner.nextToClose() else { continue }
        sender.post(.close, to: id, through: sessions, records.table, &tally)
        closes += 1
      }
      owner.reuse(sessions)
      count(sender, closes: closes, &tally)
    } while crew.goesOn(index, after: tally)
    finish(sender, posted: tally.cursor + closes, &tally)
    owner.reuse(sessions)
    var report = ThreadReport(tally)
    owner.describe(in: &report)
    return report
  }

  /// Counts what owners have finished of this sender's uses; its own closes are no operations.
  @inlinable
  func count<Watch: MeetingWatch>(
    _ sender: borrowing DelegationSender<Delegation, Watch>, closes: Int, _ tally: inout SendTally
  ) {
    let finished = sessions.finishedCount(of: sender.participant)
    tally.operations = max(tally.operations, Int(finished) - closes)
  }

  /// Serves until no thread has a handover that is not finished.
  @inlinable
  func finish<Watch: MeetingWatch>(
    _ sender: borrowing DelegationSender<Delegation, Watch>, posted: Int, _ tally: inout SendTally
  ) {
    var rounds = 0
    while sessions.finishedCount(of: sender.participant) < UInt64(posted) {
      if !sender.serve(sessions, records.table, &tally) { passTime(&rounds) }
    }
    sayDone()
    while !areAllDone {
      if !sender.serve(sessions, records.table, &tally) { passTime(&rounds) }
    }
  }

  @usableFromInline
  func sayDone() {
    // Relaxed: a count; joining the threads orders what they wrote.
    doneCount.wrappingAdd(1, ordering: .relaxed)
  }

  @usableFromInline var areAllDone: Bool {
    // Relaxed: as above.
    doneCount.load(ordering: .relaxed) == workload.threadsCount
  }

  /// Ends all sessions now that no thread uses any; this thread plays each owner.
  @inlinable
  func closeAll() {
    let me = Participant(index: UInt32(workload.threadsCount))
    for slot in 0..<Slot(workload.slotsCount) {
      let id = records.table[slot].currentID
      guard records.table[slot].isOpen(id) else { continue }
      let owner = DelegationSender<Delegation, Unwatched>(
        index: Int(sessions.owner(of: slot)), pace: workload.pace)
      var tally = SendTally()
      _ = sessions.post(.close, to: id, as: me)
      owner.serve(sessions, records.table, &tally)
      if tally.refusedCloses > 0 { records.noteRefusedClose(of: id) }
    }
  }
}

extension SlotOwner {
  /// Opens the next sessions in the slots that are due.
  @inlinable
  mutating func reuse<Delegation: SessionDelegation & ~Copyable>(
    _ sessions: borrowing Delegation
  ) where Delegation.Fault == Never {
    var link = takeDue()
    while let slot = nextDue(&link) {
      guard let id = sessions.open(slot) else { continue }
      reopened(id)
    }
  }
}
