public import SessionGuards

/// Actors with sessions in them, and the tasks' work: what `GuardBench` is to guards.
///
/// Each task of a trial sends, and awaits each send: it has one handover at a time, and an
/// operation counts when its actor has run it. Where sessions come and go, each task closes and
/// reopens a share of them.
@usableFromInline
final class AwaitedBench<Delegation: AwaitedDelegation>: Sendable {
  @usableFromInline let workload: GuardWorkload
  @usableFromInline let records: SessionRecords
  @usableFromInline let sessions: Delegation
  @usableFromInline let crew: TaskCrew
  @usableFromInline let reactors: ReactorThreads
  /// What the actors left on the heap, per session.
  @usableFromInline let bytesPerSession: Int?

  /// Makes the actors, and where they run on reactors, as many of those as tasks send.
  @inlinable
  init(_ workload: GuardWorkload) throws {
    let records = SessionRecords(
      slotsCount: workload.slotsCount, ownersCount: workload.threadsCount)
    self.workload = workload
    self.records = records
    crew = workload.taskCrew()
    reactors = try ReactorThreads(count: Delegation.runsOnReactors ? workload.threadsCount : 0)
    let growth = HeapGrowth()
    sessions = Delegation(
      slotCount: workload.slotsCount, lastGeneration: .max, reactors: reactors.executors,
      reclaim: Reclaim { (id) throws(Never) in records.reclaim(id) })
    bytesPerSession = growth.bytes(per: workload.slotsCount)
  }

  @inlinable
  func openAll() async -> [SessionID] {
    await withEachSlot { [self] slot in
      if let id = await sessions.open(slot) { records.table[slot].publish(id) }
    }
    return (0..<Slot(workload.slotsCount)).map { records.table[$0].currentID }
  }

  /// Does this for every slot, many at a time: hops to a reactor that are under way together
  /// share its wake-ups.
  @inlinable
  func withEachSlot(_ body: @escaping @Sendable (Slot) async -> Void) async {
    let count = workload.slotsCount, tasksCount = min(count, 64)
    await withDiscardingTaskGroup { group in
      for first in 0..<tasksCount {
        group.addTask {
          for slot in stride(from: first, to: count, by: tasksCount) { await body(Slot(slot)) }
        }
      }
    }
  }

  /// One task's trial while all sessions live on.
  @inlinable
  func send(_ targets: TargetSequence, index: Int) async -> ThreadReport {
    let mask = targets.words.count - 1
    var tally = SendTally()
    repeat {
      for _ in 0..<workload.batch {
        await send(to: SessionID(rawValue: targets.words[tally.cursor & mask]), &tally)
      }
      tally.operations &+= workload.batch
      // A task that never finds an actor taken keeps its thread, and others may wait for it.
      await Task.yield()
    } while crew.goesOn(index, after: tally)
    return ThreadReport(tally)
  }

  /// One task's trial while each closes and reopens its own share of the sessions.
  @inlinable
  func churn(_ targets: TargetSequence, index: Int) async -> ThreadReport {
    var owner = SlotOwner(
      index: index, closeRatio: workload.closeRatio, seed: workload.seed, records)
    let mask = targets.words.count - 1
    var tally = SendTally()
    repeat {
      for _ in 0..<workload.batch {
        let target = SessionID(rawValue: targets.words[tally.cursor & mask])
        let current = records.table[target.slot].currentID
        let generation = current.generation &- target.generation
        await send(to: SessionID(slot: target.slot, generation: generation), &tally)
      }
      tally.operations &+= workload.batch
      owner.isMeasuring = crew.gate.isIn(.measurement)
      for _ in 0..<owner.closesEarned(by: workload.batch) {
        guard let id = owner.nextToClose() else { continue }
        if await !sessions.close(id) { records.noteRefusedClose(of: id) }
      }
      var link = owner.takeDue()
      while let slot = owner.nextDue(&link) {
        if let id = await sessions.open(slot) { owner.reopened(id) }
      }
      await Task.yield()
    } while crew.goesOn(index, after: tally)
    var report = ThreadReport(tally)
    owner.describe(in: &report)
    return report
  }

  @inlinable
  func send(to id: SessionID, _ tally: inout SendTally) async {
    let records = records, pace = workload.pace, seed = tally.work
    tally.cursor &+= 1
    let found = await sessions.use(id) { id in
      let before = records.table[id.slot].strangeness(for: id)
      let work = pace.hold(seed)
      return (before | records.table[id.slot].strangeness(for: id), work)
    }
    if let (strangeness, work) = found {
      tally.work = work
      if strangeness != 0 {
        tally.wrong &+= 1
        tally.lastWrong = id.rawValue
      }
    } else {
      tally.refused &+= 1
      tally.lastRefused = id.rawValue
    }
    tally.work = pace.think(tally.work)
  }

  /// Ends all sessions, so that the oracle can look at the end state.
  @inlinable
  func closeAll() async {
    await withEachSlot { [self] slot in
      let id = records.table[slot].currentID
      guard records.table[slot].isOpen(id) else { return }
      if await !sessions.close(id) { records.noteRefusedClose(of: id) }
    }
  }
}
