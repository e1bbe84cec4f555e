internal import Scenarios
internal import Tables
internal import TrialRows
internal import Trials

/// What a run's plan says of the rows in its folder: which may stand there, and which must once the
/// run is complete.
///
/// A file can lose rows at the end of a line, or get some twice or of another run, and still be a
/// sound CSV file. Whatever reads a run's rows asks here whether they are that run's.
struct PlannedRows {
  private let runID: String
  private let cells: [BlockSeries: Planned]

  private struct Planned {
    let place: Int
    let blocks: Int
    /// With those that a reserve may add.
    let mostBlocks: Int
    let strategies: [String]
  }

  private struct Trial: Hashable {
    let series: BlockSeries
    let block: Int
    let attempt: Int
    let strategy: String
  }

  init(of plan: RunPlan, runID: String, _ contenders: Contenders) {
    self.runID = runID
    var cells: [BlockSeries: Planned] = [:]
    for (place, planned) in plan.cells.enumerated() {
      cells[BlockSeries(planned)] = Planned(
        place: place, blocks: planned.blocks,
        mostBlocks: planned.purpose == .cost
          ? max(planned.blocks, plan.reserve?.mostBlocks ?? 0) : planned.blocks,
        strategies: plan.knownStrategies(for: planned.cell, contenders))
    }
    self.cells = cells
  }

  /// Refuses rows that the plan has not, with the line of the first one.
  func admit(_ table: Table<TrialRow>) throws(ForeignRow) {
    var lines: [Trial: Int] = [:]
    for (row, line) in zip(table.rows, table.lines) {
      if let reason = obstacle(row) { throw ForeignRow(line: line, reason: reason) }
      let trial = Trial(
        series: BlockSeries(row), block: row.block, attempt: row.attempt, strategy: row.strategy)
      if let first = lines.updateValue(line, forKey: trial) {
        throw ForeignRow(line: line, reason: "the trial of line \(first) stands here again")
      }
    }
  }

  /// Why a row is none of this run's; nil if it may be.
  private func obstacle(_ row: TrialRow) -> String? {
    if row.runID != runID { return "a row of the run '\(row.runID)', and this one is '\(runID)'" }
    guard let planned = cells[BlockSeries(row)] else {
      return "the plan has no \(row.cell) for \(row.purpose.rawValue)"
    }
    if row.block >= planned.mostBlocks {
      return
        "block \(row.block) of \(row.cell), of which the plan has \(planned.mostBlocks), from 0"
    }
    let isKnown = planned.strategies.contains(row.strategy)
    return isKnown ? nil : "the plan has no \(row.strategy) in \(row.cell)"
  }

  /// What the rows of a complete run lack; nil if nothing: of every planned block, and of every one
  /// up to the last that was added, there is an attempt with all strategies.
  func gap(in rows: [TrialRow]) -> String? {
    var attempts: [BlockSeries: [Int: [Int: Set<String>]]] = [:]
    for row in rows {
      attempts[BlockSeries(row), default: [:]][row.block, default: [:]][row.attempt, default: []]
        .insert(row.strategy)
    }
    for (series, planned) in cells.sorted(by: { $0.value.place < $1.value.place }) {
      let blocks = attempts[series] ?? [:]
      // Blocks are numbered from 0, and added one after the other.
      let expected = max(planned.blocks, (blocks.keys.max() ?? -1) + 1)
      let whole = blocks.values.count { attempts in
        attempts.values.contains { $0.isSuperset(of: planned.strategies) }
      }
      if whole < expected {
        return "\(whole) of \(expected) blocks of \(series.cell) (\(series.purpose.rawValue))"
      }
    }
    return nil
  }
}

/// A row of samples.csv that is none of its run's.
struct ForeignRow: Error, Equatable, CustomStringConvertible {
  let line: Int
  let reason: String

  var description: String { "samples.csv, line \(line): \(reason)" }
}

extension RunPlan {
  /// The strategies that run in a cell. A strategy or scenario that only another program knows is
  /// taken to run.
  func knownStrategies(for cell: Cell, _ contenders: Contenders) -> [String] {
    guard let scenario = try? ScenarioCatalogue.scenario(named: cell.scenario) else {
      return strategies
    }
    return strategies.filter { name in
      guard let contender = try? contenders.contender(named: name) else { return true }
      return scenario.admits(contender.strategy, at: cell.setting)
    }
  }
}
