internal import Foundation
internal import ModelChecker
internal import SessionGuards
public import Verification

/// One thing to find out about one strategy.
public enum VerifyJob: Sendable {
  /// A search through one scenario under one memory.
  case check(Check)
  /// Every order, one step weaker.
  case weakenings(GuardModel)
  /// The sequential story, of the guard as it is measured.
  case story(SequentialTrial)
  /// Real threads, with delays drawn from a seed.
  case stress(StressTrial, StressPlan)
  /// One execution, run again.
  case replay(VerifyReplay)

  var strategy: String {
    switch self {
    case .check(let check): check.model.strategy.name
    case .weakenings(let model): model.strategy.name
    case .story(let trial): trial.strategy.name
    case .stress(let trial, _): trial.strategy
    case .replay(let replay): replay.strategy
    }
  }

  /// A guess of how long it takes, in no unit: ways to mix the threads' acts, or executions drawn.
  var weight: Double {
    switch self {
    case .check(let check) where check.isExhaustive:
      let threads = check.scenario.parts.count
      return pow(Double(threads), Double(check.scenario.parts.reduce(0) { $0 + $1.acts.count }))
    case .check: return 2000
    case .weakenings: return 4000
    case .story, .stress, .replay: return 500
    }
  }

  /// How much processor time may pass without a sign of life: a search gives one at each step, the
  /// others at each chapter or batch.
  var patience: Duration {
    switch self {
    case .check, .weakenings, .replay: .seconds(5)
    case .story, .stress: .seconds(120)
    }
  }

  /// What it is called while it is under way.
  var name: String {
    switch self {
    case .check(let check): "\(strategy), \(check.scenario.name), \(check.memory.rawValue)"
    case .weakenings: "\(strategy), weaker orders"
    case .story: "\(strategy), sequential story"
    case .stress: "\(strategy), stress"
    case .replay: "\(strategy), replay"
    }
  }
}

/// What came of one job: what a worker's process prints as a line of JSON.
enum VerifyOutcome: Sendable, Codable {
  case check(Finding.Record)
  case weakenings([Weakener.Finding])
  case story([SequentialFinding])
  case stress([StressReport])
  case replay(Replay)
  /// The process in which the guard ran ended, or had to be ended.
  case crash(GuardCrash)

  var executions: Int {
    switch self {
    case .check(let record): record.executions
    case .weakenings(let findings): findings.reduce(0) { $0 + $1.executions }
    case .replay: 1
    case .story, .stress, .crash: 0
    }
  }
}

extension VerifyJob {
  /// Does the job on the calling thread, and notes its progress in the current `SearchTrail`.
  ///
  /// A search gives up after `limit` executions, or when it is withdrawn.
  func run(
    limit: Int, isWithdrawn: @escaping @Sendable () -> Bool
  ) throws -> VerifyOutcome {
    SearchTrail.current?.begin(name)
    switch self {
    case .check(let check):
      return .check(check.run(limit: limit, isWithdrawn: isWithdrawn).record)
    case .weakenings(let model):
      var setting = Setting()
      setting.executionLimit = limit
      setting.isWithdrawn = isWithdrawn
      return .weakenings(Weakener(Verification.Scenario.all, setting).judgeAll(model))
    case .story(let trial):
      let trail = SearchTrail.current
      return .story(trial.run(.full) { trail?.begin("the sequential story, \($0)") })
    case .stress(let trial, let plan):
      let trail = SearchTrail.current
      return .stress(
        try trial.run(plan) {
          trail?.advance()
          return !isWithdrawn()
        })
    case .replay(let replay): return .replay(replay.run())
    }
  }
}
