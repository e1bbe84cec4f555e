internal import Trials

/// The blocks that a run adds to its planned ones, and the time of blocks.
extension BenchRun {
  /// Adds blocks to cells with open verdicts, as long as the run's time allows.
  mutating func runReserve(
    _ estimate: TimeEstimate, _ observer: inout some RunObserver
  ) throws(RunFailure) {
    guard plan.reserve != nil else { return }
    var estimate = estimate
    var times: [BlockTime] = []
    for cell in plan.cells.indices { times.append(try time(of: cell)) }
    var undecided = UndecidedCells(
      plan, blockSeconds: times.map { estimate.seconds(of: $0) }, try storedSamples())
    while let block = undecided.next(where: { estimate.hasRoom(for: times[$0]) }) {
      let begin = now()
      undecided.note(block, try run(block, estimate, &observer))
      countDone(block)
      estimate.finish(times[block.cell], taken: begin.duration(to: now()) / .seconds(1))
    }
    if blocksDone.added > 0 {
      observer.noted(
        (blocksDone.added == 1 ? "1 block was" : "\(blocksDone.added) blocks were")
          + " added where verdicts were open; cells with open verdicts now: \(undecided.count)")
    }
  }

  /// Counts a finished block as planned or as added.
  mutating func countDone(_ block: Schedule.Block) {
    if block.number < plan.cells[block.cell].blocks {
      blocksDone.planned += 1
    } else {
      blocksDone.added += 1
    }
  }

  /// The added blocks: those after the planned ones, up to the last block that has rows.
  var addedBlocks: [Schedule.Block] {
    plan.cells.indices.flatMap { cell in
      let planned = plan.cells[cell].blocks
      let end = max(planned, (ledger.blocks(of: plan.cells[cell]).max() ?? -1) + 1)
      return (planned..<end).map { Schedule.Block(cell: cell, number: $0) }
    }
  }

  /// How long a block of a cell takes on an idle machine.
  func time(of cell: Int) throws(RunFailure) -> BlockTime {
    plan.cells[cell].time(strategiesCount: try strategies(of: cell).count)
  }

  /// The time estimate of a run that has these blocks to do before it may add any.
  func timeEstimate(of open: [Schedule.Block]) throws(RunFailure) -> TimeEstimate {
    let isOpen = Set(open)
    let done = (schedule.blocks + addedBlocks).filter { !isOpen.contains($0) }
    let planned = try time(of: schedule.blocks)
    return TimeEstimate(
      left: try time(of: open), done: try time(of: done),
      runSeconds: plan.reserve.map { planned.seconds * (1 + $0.share) })
  }

  private func time(of blocks: [Schedule.Block]) throws(RunFailure) -> BlockTime {
    var sum = BlockTime()
    for block in blocks { sum = sum + (try time(of: block.cell)) }
    return sum
  }
}
