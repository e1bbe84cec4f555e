internal import TrialRows
internal import Trials

/// Which blocks of a schedule are done, worked out from the rows on the disk, so that a run can be
/// resumed from them alone.
struct BlockLedger {
  private struct Attempt {
    var strategies: Set<String> = []
    var isValid = true
    /// Whether any of its trials counts: where only processes died, the others do.
    var hasResult = false
  }

  /// By block and attempt.
  private var attempts: [BlockSeries: [Int: [Int: Attempt]]] = [:]

  init(_ samples: [TrialRow]) {
    for sample in samples { note(sample) }
  }

  /// Blocks of which no trial counts.
  var invalidBlocksCount: Int {
    blocks.count { !$0.values.contains(where: \.hasResult) }
  }

  /// The numbers of a cell's blocks of which there are rows.
  func blocks(of cell: PlannedCell) -> [Int] {
    attempts[BlockSeries(cell)].map { Array($0.keys) } ?? []
  }

  /// Takes a row into account.
  mutating func note(_ sample: TrialRow) {
    let series = BlockSeries(sample)
    var attempt = attempts[series]?[sample.block]?[sample.attempt] ?? Attempt()
    attempt.strategies.insert(sample.strategy)
    attempt.isValid = attempt.isValid && sample.valid
    attempt.hasResult = attempt.hasResult || sample.valid
    attempts[series, default: [:]][sample.block, default: [:]][sample.attempt] = attempt
  }

  /// How often a block was run again.
  private var repeatsCount: Int { blocks.reduce(0) { $0 + $1.count - 1 } }

  private var blocks: [[Int: Attempt]] { attempts.values.flatMap(\.values) }

  /// The number of the next attempt at a block; nil if it is done: an attempt has all its
  /// strategies and is valid, or as many as the rule allows were made. One that was cut off counts
  /// for nothing.
  func nextAttempt(
    _ cell: PlannedCell, block: Int, _ strategies: [String], _ rule: ValidityRule
  ) -> Int? {
    // A block without trials would never be complete.
    if strategies.isEmpty { return nil }
    let made = attempts[BlockSeries(cell)]?[block] ?? [:]
    let complete = made.values.filter { $0.strategies.isSuperset(of: strategies) }
    let mayRepeat = complete.count <= rule.repeatsPerBlock && repeatsCount < rule.repeatsPerRun
    let isDone = complete.contains(where: \.isValid) || !complete.isEmpty && !mayRepeat
    return isDone ? nil : (made.keys.max() ?? -1) + 1
  }
}
