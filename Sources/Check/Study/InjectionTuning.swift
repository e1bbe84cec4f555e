internal import Bench
internal import CheckVerdicts
internal import Probe
internal import Scenarios
internal import TrialRows
internal import Trials

/// Finds the steps that make head slower by a requested share, and by no more.
///
/// Base runs the same wrapper without a step, so that only the steps make the difference. Their
/// cost is proportional to their number. So a small slowdown is measured with a multiple of its
/// steps, which makes the scatter smaller in proportion. The ledger states what was measured.
struct InjectionTuning {
  private let trials: CheckTrials
  private let subject: CheckSubject

  /// How much smaller than requested a slowdown may be, as a share of itself. It is never larger: a
  /// check that finds a smaller slowdown would find the requested one.
  private static let shortfall = 0.12
  private static let pairsCount = 41
  /// The least slowdown that is measured, in percent: far more than the scatter of the median of
  /// `pairsCount` pairs.
  private static let leastMeasured = 20.0
  /// The largest multiple of the steps. A slowdown that is so small that it needs a larger one
  /// could not be studied anyway.
  private static let mostMultiple = 1000.0
  /// The most tries: more than a straight line needs, as the machine may change between them.
  static let triesCount = 16
  /// The steps at which a study's first search begins.
  static let firstSteps = 32

  init(
    _ request: CheckRequest, _ source: CheckSource, _ environment: RunEnvironment
  ) throws {
    let arms = try CheckArms(source, unless: environment.stop)
    let preparation = try CheckPreparation(
      request, arms, request.cells(), seed: 1, runID: "tuning", environment)
    subject = preparation.subjects[0]
    trials = preparation.trials
  }

  /// The steps that cost that many percent now. The search begins at `first` steps.
  func find(
    percent: Double, from first: Int
  ) throws -> (injection: CheckRequest.Injection, percent: Double) {
    guard let found = try Self.find(percent: percent, from: first, cost: cost) else {
      throw RunFailure.failed("no number of steps costs \(percent) % of \(subject) here")
    }
    return (CheckRequest.Injection(baseSteps: 0, headSteps: found.steps), found.percent)
  }

  /// The present cost of an injection's steps, in percent.
  func percent(of injection: CheckRequest.Injection, sought percent: Double) throws -> Double {
    try Self.percent(of: injection.headSteps, sought: percent, cost: cost)
  }

  /// The cost of the steps in percent, measured by `cost` with a multiple of them.
  static func percent(
    of steps: Int, sought percent: Double, cost: (Int) throws -> Double
  ) rethrows -> Double {
    let multiple = Int(min((leastMeasured / percent).rounded(.up), mostMultiple))
    let tried = min(steps * multiple, Slowdown.mostSteps)
    return try cost(tried) * Double(steps) / Double(tried)
  }

  /// Finds the steps by measuring with `cost`; nil if no try came near enough.
  ///
  /// It keeps no bounds, unlike `SlowdownTuning`: bounds that were measured at another speed of the
  /// machine could exclude the narrow range that is sought here.
  static func find(
    percent: Double, from first: Int, cost: (Int) throws -> Double
  ) rethrows -> (steps: Int, percent: Double)? {
    let wanted = percent * (1 - shortfall)...percent
    var steps = first
    for _ in 0..<triesCount {
      let cost = try self.percent(of: steps, sought: percent, cost: cost)
      if wanted.contains(cost) { return (steps, cost) }
      steps = next(after: steps, cost, wanted)
    }
    return nil
  }

  /// The number of steps at which a straight line through the origin reaches the middle of the
  /// range that is sought.
  ///
  /// It is at most four times as large or as small, as the last try may have been disturbed.
  private static func next(
    after steps: Int, _ cost: Double, _ wanted: ClosedRange<Double>
  ) -> Int {
    let middle = (wanted.lowerBound + wanted.upperBound) / 2
    let factor = min(max(middle / max(cost, 0.01), 0.25), 4)
    let next = (Double(steps) * factor).rounded()
    return min(max(Int(next), 1), Slowdown.mostSteps)
  }

  /// The median change of CPU per operation, in percent.
  private func cost(of steps: Int) throws -> Double {
    var trials = trials
    trials.injection = CheckRequest.Injection(baseSteps: 0, headSteps: steps)
    var changes: [Double] = []
    for number in 0..<Self.pairsCount {
      let arms: [CheckArm] = number.isMultiple(of: 2) ? [.base, .head] : [.head, .base]
      let pair = CheckSchedule.Pair(
        role: .subject, subject: subject, purpose: .cost, number: number, arms: arms,
        seed: UInt64(number))
      let rows = try trials.run(pair, in: .brief)
      if let change = rows.change(of: .cpuPerOperation) { changes.append(change) }
    }
    guard !changes.isEmpty else { throw RunFailure.failed("\(subject) tells no CPU time") }
    return (changes.sorted()[changes.count / 2] - 1) * 100
  }
}
