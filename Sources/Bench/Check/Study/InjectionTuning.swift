internal import Measurement
internal import Probe

/// Finds the steps that make head slower by a share that is asked for, and by no more.
///
/// Base runs the same wrapper without a step, so that the change is the steps' own. It is measured
/// in many pairs, more than a check has, and what a check measured stands in the ledger beside it.
struct InjectionTuning {
  private let trials: CheckTrials
  private let subject: CheckSubject

  /// A slowdown may be smaller than asked for by so much of itself, and never larger: what is
  /// found of a smaller one is found of that.
  private static let shortfall = 0.12
  private static let pairsCount = 41
  private static let triesCount = 16

  init(
    _ request: CheckRequest, _ source: CheckSource, _ environment: CheckEnvironment
  ) throws {
    let arms = try CheckArms.of(
      source, product: environment.product, unless: environment.stop
    ) { _ in }
    let preparation = try CheckPreparation(
      request, arms, request.cells(), seed: 1, runID: "tuning", environment)
    subject = preparation.subjects[0]
    trials = preparation.trials
  }

  func find(
    percent: Double
  ) throws -> (injection: CheckRequest.Injection, percent: Double) {
    let wanted = percent * (1 - Self.shortfall)...percent
    var low = 0
    var high: Int?
    var steps = 32
    for _ in 0..<Self.triesCount {
      let cost = try cost(of: steps)
      if wanted.contains(cost) {
        return (CheckRequest.Injection(baseSteps: 0, headSteps: steps), cost)
      }
      if cost < wanted.lowerBound { low = steps } else { high = steps }
      guard let top = high else {
        steps *= 2
        continue
      }
      guard top - low > 1 else { break }
      steps = (low + top) / 2
    }
    throw CheckFailure.failed("no number of steps costs \(percent) % of \(subject) here")
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
      let rows: [CheckTrial]
      do {
        rows = try trials.run(pair, in: .brief)
      } catch {
        throw error.checkFailure
      }
      if let change = rows.change(of: .cpuPerOperation) { changes.append(change) }
    }
    guard !changes.isEmpty else { throw CheckFailure.failed("\(subject) tells no CPU time") }
    return (changes.sorted()[changes.count / 2] - 1) * 100
  }
}
