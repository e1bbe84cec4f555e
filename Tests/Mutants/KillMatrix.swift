import ModelChecker
import Probe
import Verification

/// Looks for every mutant and every sketch on every rung.
public struct KillMatrix {
  /// Batches of the stress before it gives up on a mutant.
  public var stressBatches = 25
  /// Executions of the search for the fewest preemptions, of all scenarios together.
  public var executionLimit = 300_000
  /// Executions while schedules are looked through for a violation, of all scenarios together.
  public var scheduleLimit = 3_000_000

  /// Where mutants guard a server; without it there are no rows of that rung.
  public var server: ServerRung?

  public init() {}

  /// One row for each rung that can run the subject.
  public func rows(_ subject: some KillSubject, _ kind: KillRow.Kind) throws -> [KillRow] {
    var rows: [KillRow] = []
    for rung in Rung.allCases {
      var row = KillRow(strategy: subject.strategy, kind: kind, mutant: subject.name, rung: rung)
      if kind == .weakening { row.keptFor = subject.keptFor }
      switch rung {
      case .schedules: schedules(subject, &row)
      case .sequential: traces(subject, .sequential, &row)
      case .releaseAcquire: traces(subject, .releaseAcquire, &row)
      case .stress: if try !stress(subject, &row) { continue }
      case .server:
        guard let server, kind == .mutant else { continue }
        try serve(subject, by: server, &row)
      }
      rows.append(row)
    }
    return rows
  }

  private func schedules(_ subject: some KillSubject, _ row: inout KillRow) {
    var setting = subject.setting(.sequential, detectsRaces: false)
    var executions = 0
    for preemptions in 0...2 {
      for trial in subject.trials where executions < scheduleLimit {
        setting.executionLimit = scheduleLimit - executions
        let report = trial.program().explore(.everySchedule(preemptions: preemptions), setting)
        executions += report.executions
        guard let violation = report.violation else { continue }
        row.find(trial.scenario, subject.broken(violation.reason), executions)
        row.preemptionsCount = preemptions
        return
      }
    }
    row.executionsCount = executions
  }

  private func traces(
    _ subject: some KillSubject, _ memory: MemoryModel, _ row: inout KillRow
  ) {
    let setting = subject.setting(memory)
    var executions = 0
    for trial in subject.trials {
      let report = trial.program().explore(.everyTrace, setting)
      executions += report.executions
      guard let violation = report.violation else { continue }
      row.find(trial.scenario, subject.broken(violation.reason), executions)
      row.preemptionsCount = fewestPreemptions(subject, setting)
      return
    }
    row.executionsCount = executions
  }

  /// In whichever trial takes fewest; nil if a search was too short to say that none takes fewer.
  private func fewestPreemptions(_ subject: some KillSubject, _ setting: Setting) -> Int? {
    var setting = setting
    var left = executionLimit
    for preemptions in 0...4 {
      for trial in subject.trials {
        setting.executionLimit = left
        let report = trial.program().explore(.everySchedule(preemptions: preemptions), setting)
        if report.violation != nil { return preemptions }
        left -= report.executions
        if left <= 0 { return nil }
      }
    }
    return nil
  }

  private func serve(
    _ subject: some KillSubject, by server: ServerRung, _ row: inout KillRow
  ) throws {
    let start = MonotonicClock.nanoseconds
    guard let told = try server.play(subject.description).told else { return }
    row.isFound = true
    row.scenario = "storm"
    row.promise = told
    row.noteSeconds(since: start)
  }

  /// False if only the model can run it.
  private func stress(
    _ subject: some KillSubject, _ row: inout KillRow
  ) throws(SystemError) -> Bool {
    let start = MonotonicClock.nanoseconds
    let plan = StressPlan(seed: 1, batches: stressBatches)
    guard let report = try subject.stressed(plan) else { return false }
    guard let violation = report.violation else {
      row.executionsCount = report.plays
      return true
    }
    let place = violation.place
    row.find(
      place.scenario, subject.broken(violation.reason), place.batch * plan.slots + place.slot + 1)
    row.noteSeconds(since: start)
    return true
  }
}

extension KillRow {
  fileprivate mutating func noteSeconds(since start: UInt64) {
    seconds = Double((MonotonicClock.nanoseconds - start) / 1_000_000) / 1000
  }

  fileprivate mutating func find(_ scenario: String?, _ promise: String, _ executions: Int) {
    isFound = true
    self.scenario = scenario
    self.promise = promise
    executionsCount = executions
  }
}
