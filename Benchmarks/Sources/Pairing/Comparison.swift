internal import Statistics

/// Which two arms of a cell are compared, by what, and what ratio is asked for.
public struct Comparison: Equatable, Sendable {
  public var ours: String
  public var theirs: String
  public var metric: Metric
  /// The least ratio ours / theirs that is wanted; nil: reported without a target.
  public var target: Double?
  /// Whether both arms are the same programs, so that the true ratio is 1.
  public var isAgainstItself: Bool
}

/// What a comparison came to.
public struct Finding: Codable, Sendable {
  public var depth: Int
  public var ours: String
  public var theirs: String
  public var metric: Metric
  public var pairs: Int
  /// The median of ours / theirs within the blocks.
  public var ratio: Double
  public var low: Double?
  public var high: Double?
  public var coverage: Double?
  public var target: Double?
  public var verdict: TargetVerdict?
  public var isAgainstItself: Bool

  /// Whether the interval holds this ratio; without an interval nothing is held.
  public func holds(_ ratio: Double) -> Bool {
    guard let low, let high else { return false }
    return low <= ratio && ratio <= high
  }

  /// Pairs the outcomes of each block; nil without any.
  init?(_ comparison: Comparison, in cell: CellResult, confidence: Double) {
    let costs = cell.blocks.compactMap { block -> (strategy: Double, reference: Double)? in
      guard let ours = block[comparison.ours].flatMap(comparison.metric.value),
        let theirs = block[comparison.theirs].flatMap(comparison.metric.value)
      else { return nil }
      return (ours, theirs)
    }
    guard let paired = PairedRatio(costs: costs, confidence: confidence) else { return nil }
    depth = cell.depth
    ours = comparison.ours
    theirs = comparison.theirs
    metric = comparison.metric
    pairs = costs.count
    ratio = paired.ratio
    low = paired.interval?.low
    high = paired.interval?.high
    coverage = paired.interval?.coverage
    target = comparison.target
    isAgainstItself = comparison.isAgainstItself
    verdict = comparison.target.map { TargetVerdict(paired.interval, target: $0) }
  }

  enum CodingKeys: String, CodingKey {
    case depth, ours, theirs, metric, ratio, low, high, coverage, target, verdict
    case pairs = "pairs_count"
    case isAgainstItself = "is_against_itself"
  }
}
