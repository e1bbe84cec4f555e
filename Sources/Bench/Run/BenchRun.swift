internal import Foundation
internal import Probe
internal import Scenarios
internal import Tables
internal import TrialRows
public import Trials

/// A run of the bench: runs its blocks one after the other, and writes the rows of each to the
/// disk.
///
/// An interrupted run is resumed from its folder alone: the plan and the rows there say which
/// blocks are left.
public struct BenchRun: ~Copyable {
  public let directory: RunDirectory
  let plan: RunPlan
  let contenders: Contenders
  private let record: RunRecord
  private let runner: BlockRunner
  private let stop: StopSignal
  let schedule: Schedule
  private let file: TableFile<TrialRow>
  private(set) var ledger: BlockLedger
  private var histograms: RunHistograms
  let now: @Sendable () -> ContinuousClock.Instant
  var blocksDone: BlocksDone
  private var hasNotedFault = false
  /// The strategies and cells whose dead process was reported.
  private var notedDeaths: Set<String> = []

  /// Begins a run in a folder of its own.
  public init(
    beginning plan: RunPlan, in directory: RunDirectory, _ environment: RunEnvironment
  ) throws(RunFailure) {
    let record = try RunRecord(beginning: plan, in: directory, environment)
    let file = try directory.attempt("write samples.csv in") {
      try TableFile<TrialRow>(creating: directory.samples)
    }
    try self.init(plan, directory, record, file, environment)
  }

  /// Resumes the interrupted run of this folder. Blocks of another program or machine are added
  /// only if `isMixtureWanted`.
  public init(
    resuming directory: RunDirectory, isMixtureWanted: Bool = false, _ environment: RunEnvironment
  ) throws(RunFailure) {
    let plan = try directory.storedPlan()
    try plan.requireRunnable(directory)
    let record = try RunRecord(
      resuming: plan, in: directory, isMixtureWanted: isMixtureWanted, environment)
    let planned = PlannedRows(of: plan, runID: record.runID, environment.contenders)
    let file = try directory.attempt("resume samples.csv in") {
      try TableFile<TrialRow>(resuming: directory.samples) { try directory.admit($0, to: planned) }
    }
    try self.init(plan, directory, record, file, environment)
  }

  private init(
    _ plan: RunPlan, _ directory: RunDirectory, _ record: RunRecord, _ file: TableFile<TrialRow>,
    _ environment: RunEnvironment
  ) throws(RunFailure) {
    histograms = try RunHistograms(directory, resuming: file.existing.rows)
    self.plan = plan
    self.directory = directory
    self.record = record
    self.file = file
    contenders = environment.contenders
    stop = environment.stop
    now = environment.now
    schedule = Schedule(plan)
    blocksDone = BlocksDone(of: schedule.blocks.count)
    ledger = BlockLedger(file.existing.rows)
    runner = BlockRunner(
      plan: plan, runID: record.runID, schedule: schedule, launchers: environment.launchers,
      stop: environment.stop, verification: environment.verification)
  }

  /// Runs the blocks that are left and returns the result.
  public consuming func finish(_ observer: inout some RunObserver) throws(RunFailure) -> RunResult {
    do {
      try runBlocks(&observer)
    } catch {
      // If the disk is full for this note as well, the first error is still the one to report.
      try? record.end(after: error)
      throw error
    }
    try directory.attempt("write samples.csv in") { try file.close() }
    let result = try record.complete(with: try storedSamples(), histograms)
    histograms.removeCounts()
    return result
  }

  private mutating func runBlocks(_ observer: inout some RunObserver) throws(RunFailure) {
    let open = try openBlocks()
    for block in Set(schedule.blocks + addedBlocks).subtracting(open) { countDone(block) }
    observer.began(directory, blocksDone)
    if let omission = plan.omission { observer.noted(omission) }
    if let notice = RunManifest.fencedNotice(plan) { observer.noted(notice) }
    if let line = file.existing.tornLine {
      observer.noted("samples.csv broke off within line \(line): its block is run again")
    }
    var estimate = try timeEstimate(of: open)
    for block in open {
      let begin = now()
      _ = try run(block, estimate, &observer)
      countDone(block)
      estimate.finishPlanned(
        try time(of: block.cell), taken: begin.duration(to: now()) / .seconds(1))
    }
    try runReserve(estimate, &observer)
    if ledger.invalidBlocksCount > 0 {
      observer.noted(
        "\(ledger.invalidBlocksCount) of \(blocksDone.count) blocks do not count;"
          + " they stand in samples.csv, marked")
    }
  }

  /// Runs a block until it is done by the validity rule; returns the rows of all its attempts.
  mutating func run(
    _ block: Schedule.Block, _ estimate: TimeEstimate, _ observer: inout some RunObserver
  ) throws(RunFailure) -> [TrialRow] {
    let cell = plan.cells[block.cell]
    let strategies = try strategies(of: block.cell)
    let begin = now()
    var samples: [TrialRow] = []
    var best: (attempt: Int, durations: [String: CellDurations.Durations])?
    while let attempt = ledger.nextAttempt(cell, block: block.number, strategies, plan.validity) {
      if stop.isRaised { throw failure(.interrupted) }
      let outcome: BlockRunner.Outcome
      do {
        outcome = try runner.run(block, attempt: attempt, strategies) { trial in
          observer.began(trial, progress(estimate, since: begin))
        }
      } catch {
        throw failure(error)
      }
      try store(outcome.samples)
      samples += outcome.samples
      for death in outcome.deaths { note(death, &observer) }
      if let (trial, findings) = outcome.failure {
        throw .violation(
          strategy: trial.strategy, cell: trial.cell.name, findings.first, count: findings.count)
      }
      if let fault = outcome.fault {
        note(fault, of: block, &observer)
      } else if outcome.durations.count >= best?.durations.count ?? 0 {
        // A block is repeated if a process died. As in the summary, the attempt with the most
        // results counts, and of several such attempts the last.
        best = (attempt, outcome.durations)
      }
    }
    if let best {
      try histograms.add(
        best.durations, of: cell, .init(number: block.number, attempt: best.attempt))
    }
    return samples
  }

  private func progress(
    _ estimate: TimeEstimate, since begin: ContinuousClock.Instant
  ) -> RunProgress {
    let inBlock = begin.duration(to: now())
    return RunProgress(
      blocksDone, elapsed: .seconds(estimate.elapsedSeconds) + inBlock,
      timeLeft: .seconds(estimate.secondsLeft(inBlock: inBlock / .seconds(1))))
  }

  /// Reports a process that died, with its last words: once for each strategy and cell.
  private mutating func note(
    _ death: BlockRunner.Death, _ observer: inout some RunObserver
  ) {
    let place = "\(death.trial.strategy) in \(death.trial.cell.name)"
    guard notedDeaths.insert(place).inserted else { return }
    observer.noted("\(place) has no result: \(death.lastWords)")
  }

  /// Reports the first block that does not count, as there may be many.
  private mutating func note(
    _ fault: String, of block: Schedule.Block, _ observer: inout some RunObserver
  ) {
    guard !hasNotedFault else { return }
    hasNotedFault = true
    observer.noted(
      "\(plan.cells[block.cell].cell.name), block \(block.number) does not count: \(fault)."
        + " More such blocks are counted at the end")
  }

  /// Appends the rows of a block and returns when they are on the disk.
  private mutating func store(_ samples: [TrialRow]) throws(RunFailure) {
    try directory.attempt("write samples.csv in") {
      for sample in samples { try file.append(sample) }
      try file.synchronize()
    }
    for sample in samples { ledger.note(sample) }
  }

  func storedSamples() throws(RunFailure) -> [TrialRow] {
    try directory.attempt("read samples.csv in") {
      try Table<TrialRow>(csv: [UInt8](Data(contentsOf: directory.samples))).rows
    }
  }
}

extension BenchRun {
  /// The blocks that are not done: planned ones, and added ones that were interrupted.
  private func openBlocks() throws(RunFailure) -> [Schedule.Block] {
    var open: [Schedule.Block] = []
    for block in schedule.blocks + addedBlocks {
      let next = ledger.nextAttempt(
        plan.cells[block.cell], block: block.number, try strategies(of: block.cell), plan.validity)
      if next != nil { open.append(block) }
    }
    return open
  }

  func strategies(of cell: Int) throws(RunFailure) -> [String] {
    do {
      return try plan.strategies(for: plan.cells[cell].cell, contenders)
    } catch {
      throw .failed("\(directory.path) was made by a program with other strategies: \(error)")
    }
  }

  private func failure(_ failure: BlockFailure) -> RunFailure {
    RunFailure(failure, interrupted: .interrupted(directory: directory.path, blocksDone))
  }
}
