internal import Bench
internal import CheckVerdicts
internal import Probe
internal import Scenarios
internal import TrialRows
internal import Trials

/// Finds the steps that make head slower by a share that is asked for, and by no more.
///
/// Base runs the same wrapper without a step, so that the change is the steps' own. Steps cost in
/// proportion to their number, so a small slowdown is measured with a multiple of its steps, and
/// what scatters counts for as much less. What each check measured stands in the ledger beside it.
struct InjectionTuning {
  private let trials: CheckTrials
  private let subject: CheckSubject

  /// A slowdown may be smaller than asked for by so much of itself, and never larger: what is
  /// found of a smaller one is found of that.
  private static let shortfall = 0.12
  private static let pairsCount = 41
  /// What is measured at least, in percent: much more than the median of so many pairs scatters by.
  private static let leastMeasured = 20.0
  /// A slowdown so small that it takes more is measured with less; it could not be studied anyway.
  private static let mostMultiple = 1000.0
  /// More than a straight line needs, as the machine may change between tries.
  static let triesCount = 16
  /// Where the search begins if nothing is known.
  static let firstSteps = 32

  init(
    _ request: CheckRequest, _ source: CheckSource, _ environment: RunEnvironment
  ) throws {
    let arms = try CheckArms.of(
      source, unless: environment.stop
    ) { _ in }
    let preparation = try CheckPreparation(
      request, arms, request.cells(), seed: 1, runID: "tuning", environment)
    subject = preparation.subjects[0]
    trials = preparation.trials
  }

  /// The steps that cost as many percent now; the search begins at so many `steps`.
  func find(
    percent: Double, from first: Int
  ) throws -> (injection: CheckRequest.Injection, percent: Double) {
    guard let found = try Self.find(percent: percent, from: first, cost: cost) else {
      throw RunFailure.failed("no number of steps costs \(percent) % of \(subject) here")
    }
    return (CheckRequest.Injection(baseSteps: 0, headSteps: found.steps), found.percent)
  }

  /// What those steps cost now, in percent.
  func percent(of injection: CheckRequest.Injection, sought percent: Double) throws -> Double {
    try Self.percent(of: injection.headSteps, sought: percent, cost: cost)
  }

  /// The same by a measurement of one's own, of a multiple of the steps.
  static func percent(
    of steps: Int, sought percent: Double, cost: (Int) throws -> Double
  ) rethrows -> Double {
    let multiple = Int(min((leastMeasured / percent).rounded(.up), mostMultiple))
    let tried = min(steps * multiple, Slowdown.mostSteps)
    return try cost(tried) * Double(steps) / Double(tried)
  }

  /// Finds them by a measurement of one's own; nil if no try came near enough.
  ///
  /// Keeps no bounds, as `SlowdownTuning` does: they would hold an answer of the machine's other
  /// speed against it, and what is wanted here is narrow.
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

  /// Where a straight line through no steps reaches the middle of what is wanted.
  ///
  /// At most four times as far, or as near: a try that the machine disturbed must not lead astray.
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
