internal import TrialRows
internal import Trials

/// Knows which blocks of a schedule are done, from the rows on the disk alone, so that a run can be
/// resumed from them.
struct BlockLedger {
  private struct Attempt {
    var strategies: Set<String> = []
    var isValid = true
    /// Whether any of its trials counts. If a process died, the trials of the others do.
    var hasResult = false
  }

  /// By block and attempt.
  private var attempts: [BlockSeries: [Int: [Int: Attempt]]] = [:]

  init(_ samples: [TrialRow]) {
    for sample in samples { note(sample) }
  }

  /// The number of blocks of which no trial counts.
  var invalidBlocksCount: Int {
    blocks.count { !$0.values.contains(where: \.hasResult) }
  }

  /// The numbers of a cell's blocks that have rows.
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

  /// The number of attempts after the first ones.
  private var repeatsCount: Int { blocks.reduce(0) { $0 + $1.count - 1 } }

  private var blocks: [[Int: Attempt]] { attempts.values.flatMap(\.values) }

  /// The number of the next attempt at a block; nil if the block is done. It is done if one attempt
  /// has all strategies and is valid, or if there were as many attempts as the rule allows. An
  /// interrupted attempt does not count.
  func nextAttempt(
    _ cell: PlannedCell, block: Int, _ strategies: [String], _ rule: ValidityRule
  ) -> Int? {
    // A block without strategies has no attempt and would never be done.
    if strategies.isEmpty { return nil }
    let made = attempts[BlockSeries(cell)]?[block] ?? [:]
    let complete = made.values.filter { $0.strategies.isSuperset(of: strategies) }
    let mayRepeat = complete.count <= rule.repeatsPerBlock && repeatsCount < rule.repeatsPerRun
    let isDone = complete.contains(where: \.isValid) || !complete.isEmpty && !mayRepeat
    return isDone ? nil : (made.keys.max() ?? -1) + 1
  }
}
