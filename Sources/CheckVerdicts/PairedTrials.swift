internal import TrialRows

/// The pairs made from the trials of one subject or control in one stage.
///
/// Trials that lack an arm, or have one twice, are no pair. A pair that was disturbed, or of which
/// an arm finished no operation, does not count, but is known to have been measured.
struct PairedTrials {
  private(set) var pairs: [(base: TrialRow, head: TrialRow)] = []
  private(set) var disturbedCount = 0
  /// The numbers of the pairs that have both arms.
  private(set) var numbers: Set<Int> = []

  package init(_ trials: [CheckTrial]) {
    let byPair = Dictionary(grouping: trials, by: \.sample.block)
    for (number, trials) in byPair.sorted(by: { $0.key < $1.key }) {
      guard let pair = Self.pair(of: trials) else { continue }
      numbers.insert(number)
      if pair.base.counts, pair.head.counts {
        pairs.append(pair)
      } else {
        disturbedCount += 1
      }
    }
  }

  /// Both arms; nil unless each is there once.
  private static func pair(of trials: [CheckTrial]) -> (base: TrialRow, head: TrialRow)? {
    let base = trials.filter { $0.arm == .base }
    let head = trials.filter { $0.arm == .head }
    guard base.count == 1, head.count == 1 else { return nil }
    return (base[0].sample, head[0].sample)
  }

  /// Whether the pairs are exactly those that were planned.
  func arePlanned(_ count: Int) -> Bool { numbers == Set(0..<count) }
}

/// The values of one comparison's pairs, and how many other pairs were disturbed.
struct PairedValues: Sendable {
  var pairs: [(base: Double, head: Double)] = []
  var disturbedCount = 0

  package static func + (left: PairedValues, right: PairedValues) -> PairedValues {
    PairedValues(
      pairs: left.pairs + right.pairs, disturbedCount: left.disturbedCount + right.disturbedCount)
  }
}
