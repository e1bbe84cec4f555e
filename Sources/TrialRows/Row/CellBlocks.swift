internal import Tables

/// The valid blocks of one cell for one purpose.
package struct CellBlocks {
  package let cell: String
  /// The trials of each block that counts, by strategy.
  let blocks: [[String: TrialRow]]
  let invalidBlocksCount: Int

  /// Sorts trials into cells, in the order in which the cells first appear.
  ///
  /// A block with an invalid trial does not count as a whole. An attempt that was interrupted does
  /// not count either: it lacks a strategy that other attempts in the cell have. A trial whose
  /// process died is left out of its block. Of a repeated block the valid attempt with the most
  /// results counts, and of several such attempts the last.
  package static func all(in samples: [TrialRow], purpose: TrialPurpose) -> [CellBlocks] {
    samples.filter { $0.purpose == purpose }.grouped(by: \.cell).map { cell, trials in
      CellBlocks(
        cell: cell,
        attempts: Dictionary(grouping: trials) { Attempt(block: $0.block, number: $0.attempt) })
    }
  }

  private struct Attempt: Hashable {
    let block: Int
    let number: Int
  }

  private init(cell: String, attempts: [Attempt: [TrialRow]]) {
    var counted: [Int: (number: Int, trials: [TrialRow])] = [:]
    var invalidCount = 0
    let strategies = Set(attempts.values.joined().map(\.strategy))
    for (attempt, trials) in attempts where strategies.isSubset(of: trials.map(\.strategy)) {
      let results = trials.filter { !$0.isDead }
      guard !results.isEmpty, results.allSatisfy(\.counts) else {
        invalidCount += 1
        continue
      }
      if let other = counted[attempt.block],
        (other.trials.count, other.number) > (results.count, attempt.number)
      {
        continue
      }
      counted[attempt.block] = (attempt.number, results)
    }
    self.cell = cell
    invalidBlocksCount = invalidCount
    blocks = counted.sorted { $0.key < $1.key }.map { block in
      Dictionary(block.value.trials.map { ($0.strategy, $0) }, uniquingKeysWith: { $1 })
    }
  }

  /// The values of a metric under one strategy, one for each block that has it.
  func values(of metric: Metric, for strategy: String) -> [Double] {
    blocks.compactMap { block in block[strategy].flatMap(metric.value(of:)) }
  }

  /// The values of a metric under two strategies, from the blocks that have both.
  package func pairs(
    of metric: Metric, for strategy: String, against reference: String
  ) -> [(strategy: Double, reference: Double)] {
    blocks.compactMap { block in
      guard let own = block[strategy].flatMap(metric.value(of:)),
        let other = block[reference].flatMap(metric.value(of:))
      else { return nil }
      return (own, other)
    }
  }
}
