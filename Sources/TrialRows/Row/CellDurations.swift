public import Statistics

/// The merged histograms of one cell's blocks that count, for each strategy. Merging adds counts,
/// so it is exact and can be continued by another process.
public struct CellDurations: Codable, Sendable {
  /// One attempt at a block. All of its trials that have a result are merged, or none.
  public struct Block: Codable, Hashable, Sendable {
    public let number: Int
    public let attempt: Int
    /// The strategies that have a result in it; nil in files of earlier releases, where it is all
    /// of them.
    fileprivate(set) var strategies: Set<String>?

    public init(number: Int, attempt: Int) {
      self.number = number
      self.attempt = attempt
    }
  }

  /// The histograms of one trial, or of several.
  public typealias Durations = [DurationKind: LatencyHistogram]

  public let cell: String
  public let purpose: TrialPurpose
  public private(set) var blocks: [Block] = []
  public private(set) var strategies: [String: Durations] = [:]

  public init(cell: String, purpose: TrialPurpose) {
    self.cell = cell
    self.purpose = purpose
  }

  /// Adds the histograms of a block's trials, by strategy.
  public mutating func add(_ trials: [String: Durations], of block: Block) {
    var block = block
    block.strategies = Set(trials.keys)
    blocks.append(block)
    for (strategy, durations) in trials {
      strategies[strategy, default: [:]].merge(durations) { $0.merged(with: $1) }
    }
  }

  /// Whether the samples have a valid row for every trial that is merged here.
  public func isCovered(by samples: [TrialRow]) -> Bool {
    var found: [Block: Set<String>] = [:]
    for sample in samples where sample.cell == cell && sample.purpose == purpose && sample.valid {
      let block = Block(number: sample.block, attempt: sample.attempt)
      found[block, default: []].insert(sample.strategy)
    }
    return blocks.allSatisfy { block in
      let key = Block(number: block.number, attempt: block.attempt)
      return found[key]?.isSuperset(of: strategies(in: block)) == true
    }
  }

  private func strategies(in block: Block) -> Set<String> {
    block.strategies ?? Set(strategies.keys)
  }

  /// The histogram in the plotter's form, with a description below it.
  ///
  /// The description says how many of the counting trials it has: a run that was interrupted
  /// between the rows of a block and its histograms lacks that block's durations.
  public func hgrm(of strategy: String, _ kind: DurationKind, in samples: [TrialRow]) -> String? {
    guard let histogram = strategies[strategy]?[kind] else { return nil }
    let counted = samples.filter {
      $0.cell == cell && $0.purpose == purpose && $0.strategy == strategy && $0.valid
    }
    let trialsCount = blocks.count { strategies(in: $0).contains(strategy) }
    return histogram.hgrm + """
      #[Durations in ns; \(kind.meaning)]
      #[Cell = \(cell), strategy = \(strategy), purpose = \(purpose.rawValue)]
      #[Trials = \(trialsCount) of \(Set(counted.map(\.block)).count) that count]

      """
  }
}

extension LatencyHistogram {
  fileprivate func merged(with other: LatencyHistogram) -> LatencyHistogram {
    var sum = self
    sum.merge(other)
    return sum
  }
}
