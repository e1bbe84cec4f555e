internal import Scenarios
internal import Tables
internal import TrialRows
internal import Trials

/// The rows that a run's plan allows in its samples.csv, and those that a complete run must have.
///
/// A CSV file that loses whole lines, has some twice, or has lines of another run is still valid
/// CSV. So all code that reads the rows of a run checks them here.
struct PlannedRows {
  private let runID: String
  private let cells: [BlockSeries: Planned]

  private struct Planned {
    let place: Int
    let blocks: Int
    /// The blocks with those that a reserve may add.
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

  /// Throws the first row that the plan does not have, with its line.
  func admit(_ table: Table<TrialRow>) throws(ForeignRow) {
    var lines: [Trial: Int] = [:]
    for (row, line) in zip(table.rows, table.lines) {
      if let reason = obstacle(row) { throw ForeignRow(line: line, reason: reason) }
      let trial = Trial(
        series: BlockSeries(row), block: row.block, attempt: row.attempt, strategy: row.strategy)
      if let first = lines.updateValue(line, forKey: trial) {
        throw ForeignRow(line: line, reason: "the same trial as in line \(first)")
      }
    }
  }

  /// Why a row cannot be one of this run; nil if it can.
  private func obstacle(_ row: TrialRow) -> String? {
    if row.runID != runID { return "a row of the run '\(row.runID)', and this one is '\(runID)'" }
    guard let planned = cells[BlockSeries(row)] else {
      return "the plan has no \(row.cell) for \(row.purpose.rawValue)"
    }
    if row.block >= planned.mostBlocks {
      return
        "block \(row.block) of \(row.cell), and the plan has \(planned.mostBlocks), from 0"
    }
    let isKnown = planned.strategies.contains(row.strategy)
    return isKnown ? nil : "the plan has no \(row.strategy) in \(row.cell)"
  }

  /// What the rows of a complete run lack; nil if nothing. Every planned block, and every added one
  /// up to the last, must have an attempt with all strategies.
  func gap(in rows: [TrialRow]) -> String? {
    var attempts: [BlockSeries: [Int: [Int: Set<String>]]] = [:]
    for row in rows {
      attempts[BlockSeries(row), default: [:]][row.block, default: [:]][row.attempt, default: []]
        .insert(row.strategy)
    }
    for (series, planned) in cells.sorted(by: { $0.value.place < $1.value.place }) {
      let blocks = attempts[series] ?? [:]
      // Added blocks have the numbers after the planned ones.
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

/// A row of samples.csv that does not belong to its run.
struct ForeignRow: Error, Equatable, CustomStringConvertible {
  let line: Int
  let reason: String

  var description: String { "samples.csv, line \(line): \(reason)" }
}

extension RunPlan {
  /// The strategies that run in a cell. One that is not known to this program counts as running,
  /// and so do all if the scenario is not known.
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
