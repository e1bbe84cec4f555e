internal import CheckVerdicts
internal import Scenarios
internal import TrialRows
internal import Trials

/// Finds the number of steps that make the control so much slower that a check must see it.
///
/// The cost of a step depends on the processor, on the cell, and on the work that hides it. So it
/// is measured in a few pairs like those of the check. The control must be slower by at least the
/// share that it is judged by, so the aim lies above that share.
struct SlowdownTuning {
  /// The ratios that a control is tuned to if it is judged by `slowdown`.
  static func aim(for slowdown: Double) -> ClosedRange<Double> {
    (slowdown + 0.05)...(slowdown + 0.35)
  }

  /// The number of pairs in one try.
  let pairsCount: Int
  let aim: ClosedRange<Double>
  let gates: [CheckGate]
  /// Measures a pair with the control slowed by that number of steps.
  let measure: (Int) throws(RunFailure) -> [CheckTrial]

  /// The most tries: more than a straight line needs.
  private static let triesCount = 12

  /// The steps that reach the aim, or come nearest to it. The check's control shows whether they
  /// are enough.
  func find() throws(RunFailure) -> Int {
    var low = 0
    var high: Int?
    var steps = 64
    var nearest = (steps: steps, distance: Double.infinity)
    for _ in 0..<Self.triesCount {
      let ratio = try ratio(at: steps)
      if aim.contains(ratio) { return steps }
      let distance = ratio < aim.lowerBound ? aim.lowerBound - ratio : ratio - aim.upperBound
      if distance < nearest.distance { nearest = (steps, distance) }
      if ratio < aim.lowerBound { low = steps } else { high = steps }
      let next = Self.next(after: steps, ratio, low, high, aim)
      guard next != steps, next <= Slowdown.mostSteps else { break }
      steps = next
    }
    return nearest.steps
  }

  /// The number of steps at which a straight line through the origin reaches the middle of the aim,
  /// held between the known bounds.
  static func next(
    after steps: Int, _ ratio: Double, _ low: Int, _ high: Int?, _ aim: ClosedRange<Double>
  ) -> Int {
    let middle = (aim.lowerBound + aim.upperBound) / 2
    let wanted = Double(steps) * (middle - 1) / max(ratio - 1, 0.01)
    guard let high else { return min(max(Int(wanted), low * 5 / 4 + 1), low * 16) }
    return min(max(Int(wanted), low + (high - low) / 8), high - (high - low) / 8)
  }

  /// The smallest of the gates' median ratios.
  private func ratio(at steps: Int) throws(RunFailure) -> Double {
    var pairs: [[CheckTrial]] = []
    for _ in 0..<pairsCount { pairs.append(try measure(steps)) }
    let ratios = gates.compactMap { gate -> Double? in
      guard let metric = Metric.named(gate.metric) else { return nil }
      let ratios = pairs.compactMap { $0.change(of: metric) }.sorted()
      return ratios.isEmpty ? nil : ratios[ratios.count / 2]
    }
    return ratios.min() ?? 1
  }
}

extension [CheckTrial] {
  /// The ratio of head to base in a pair; nil if an arm lacks the metric.
  func change(of metric: Metric) -> Double? {
    guard let base = first(where: { $0.arm == .base }),
      let head = first(where: { $0.arm == .head }),
      let before = metric.value(of: base.sample), let after = metric.value(of: head.sample),
      before > 0
    else { return nil }
    return after / before
  }
}
