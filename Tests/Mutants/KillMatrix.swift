import ModelChecker
public import Probe
import Verification

/// Looks for every wrong variant on every rung.
public struct KillMatrix {
  /// Batches of the stress before it gives up on a variant.
  public var stressBatches = 25
  /// Executions of the search for the fewest preemptions, for each number of them.
  public var executionLimit = 300_000

  public init() {}

  /// One row for each variant and rung; `progress` hears which variant comes next.
  public func rows(
    _ mutants: [Mutant], _ kind: KillRow.Kind, progress: (Mutant) -> Void = { _ in }
  ) throws(SystemError) -> [KillRow] {
    var rows: [KillRow] = []
    for mutant in mutants {
      progress(mutant)
      for rung in Rung.allCases {
        var row = KillRow(
          strategy: mutant.strategy, kind: kind, mutant: mutant.name, rung: rung)
        if kind == .weakening { row.keptFor = mutant.keptFor }
        switch rung {
        case .schedules: schedules(mutant, &row)
        case .sequential: traces(mutant, .sequential, &row)
        case .releaseAcquire: traces(mutant, .releaseAcquire, &row)
        case .stress: try stress(mutant, &row)
        }
        rows.append(row)
      }
    }
    return rows
  }

  private func schedules(_ mutant: Mutant, _ row: inout KillRow) {
    let setting = mutant.setting(.sequential, detectsRaces: false)
    var executions = 0
    for preemptions in 0...2 {
      for scenario in Scenario.all {
        let report = mutant.program(scenario)
          .explore(.everySchedule(preemptions: preemptions), setting)
        executions += report.executions
        guard let violation = report.violation else { continue }
        row.find(scenario.name, violation.reason, executions)
        row.preemptionsCount = preemptions
        return
      }
    }
    row.executionsCount = executions
  }

  private func traces(_ mutant: Mutant, _ memory: MemoryModel, _ row: inout KillRow) {
    let setting = mutant.setting(memory)
    var executions = 0
    for scenario in Scenario.all {
      let report = mutant.program(scenario).explore(.everyTrace, setting)
      executions += report.executions
      guard let violation = report.violation else { continue }
      row.find(scenario.name, violation.reason, executions)
      row.preemptionsCount = fewestPreemptions(mutant.program(scenario), setting)
      return
    }
    row.executionsCount = executions
  }

  private func fewestPreemptions(_ program: Program, _ setting: Setting) -> Int? {
    var setting = setting
    setting.executionLimit = executionLimit
    for preemptions in 0...4 {
      let report = program.explore(.everySchedule(preemptions: preemptions), setting)
      if report.violation != nil { return preemptions }
      if report.executions >= executionLimit { return nil }
    }
    return nil
  }

  private func stress(_ mutant: Mutant, _ row: inout KillRow) throws(SystemError) {
    let start = MonotonicClock.nanoseconds
    let plan = StressPlan(seed: 1, batches: stressBatches)
    let report = try mutant.stress(plan)
    guard let violation = report.violation else {
      row.executionsCount = report.plays
      return
    }
    let place = violation.place
    row.find(place.scenario, violation.reason, place.batch * plan.slots + place.slot + 1)
    let milliseconds = (MonotonicClock.nanoseconds - start) / 1_000_000
    row.seconds = Double(milliseconds) / 1000
  }
}

extension KillRow {
  fileprivate mutating func find(_ scenario: String, _ reason: String, _ executions: Int) {
    isFound = true
    self.scenario = scenario
    promise = Promise(reason: reason)?.rawValue ?? reason
    executionsCount = executions
  }
}
