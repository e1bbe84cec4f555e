public import SessionGuards

extension GuardBench where Guard: ~Copyable {
  /// As `churn`, beside a thread that stops inside leases; the owner of the session in which that
  /// thread stops closes it, once each time.
  @inlinable
  func sendBesideStalls(_ targets: TargetSequence, index: Int) -> ThreadReport {
    let sender = Sender<Guard, Unwatched>(index: index, pace: workload.pace)
    var owner = SlotOwner(
      index: index, closeRatio: workload.closeRatio, seed: workload.seed, records)
    let batch = workload.batch
    let isStalledOwner = owner.slots.contains(StallMark.slot)
    var pauses = PauseTally()
    var tally = SendTally()
    repeat {
      owner.isMeasuring = crew.gate.isIn(.measurement)
      if isStalledOwner { closeStalled(&owner, &pauses, as: sender.participant) }
      sender.sendToCurrent(of: targets, batch: batch, through: sessions, records.table, &tally)
      owner.tend(after: batch, sessions, as: sender.participant)
      pauses.endBatch(isMeasured: !crew.gate.isIn(.warmUp))
    } while crew.goesOn(index, after: tally)
    var report = ThreadReport(tally)
    owner.describe(in: &report)
    pauses.describe(in: &report)
    return report
  }

  /// Closes the session in which a thread is stopped, unless it is closed already.
  @inlinable
  func closeStalled(
    _ owner: inout SlotOwner, _ pauses: inout PauseTally, as participant: borrowing Participant
  ) {
    pauses.noteReuse(by: records.table[StallMark.slot].currentID)
    guard let stopped = stalls.session, let id = owner.toClose(in: StallMark.slot) else { return }
    pauses.beginClose()
    if !sessions.close(id, as: participant) { records.noteRefusedClose(of: id) }
    if id == stopped { pauses.endClose(of: id) }
  }

  /// Takes a lease, stops inside it, gives it back and stays away as long, until the trial ends.
  ///
  /// The thread sleeps: what stops a thread inside a lease is a page fault, or a scheduler that
  /// gives its core to others. A thread that spun would keep a core from them.
  @inlinable
  func stopInsideLeases(index: Int) -> ThreadReport {
    let participant = Participant(index: UInt32(index))
    var tally = SendTally()
    var stretches = StallTally()
    while !crew.gate.isIn(.end) {
      let id = records.table[StallMark.slot].currentID
      guard let lease = sessions.acquire(id, as: participant) else {
        sessions.quiesce(as: participant)
        sleep(for: Self.retryInterval)
        continue
      }
      stretches.begin(
        grantedCount: crew.grantedCount, isMeasuring: crew.gate.isIn(.measurement))
      stalls.begin(in: id)
      sleep(for: workload.stall)
      stalls.end()
      if records.table[StallMark.slot].strangeness(for: id) != 0 {
        tally.wrong += 1
        tally.lastWrong = id.rawValue
      }
      stretches.end(
        grantedCount: crew.grantedCount, isMeasuring: crew.gate.isIn(.measurement))
      sessions.release(lease, as: participant)
      sessions.quiesce(as: participant)
      sleep(for: workload.stall)
    }
    var report = ThreadReport(tally)
    stretches.describe(in: &report)
    return report
  }

  /// How soon a refused lease is asked for again: the session is closed, and its slot not used yet.
  @usableFromInline static var retryInterval: Duration { .microseconds(50) }
}
