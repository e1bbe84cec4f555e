internal import Statistics

/// What an acquire with its release takes of one guard, beside its twin in C.
public struct TwinTime: Codable, Equatable, Sendable {
  /// The most that a guard may take, as a ratio to its twin.
  public static let target = 1.02
  static let confidence = 0.95

  /// Where the interval of the ratio lies against the target.
  public enum Verdict: String, Codable, Sendable {
    /// The whole interval is at the target or below.
    case meets
    /// The whole interval is above it.
    case misses
    /// The target lies inside: neither is shown.
    case spans = "spans the target"
    case unknown = "too few pairs"
  }

  public var strategy: String
  public var pairsCount: Int
  /// The medians of both, loop and look at the session included.
  public var nanoseconds: Double
  public var twinNanoseconds: Double
  /// The median of ours / twin within the blocks, and its interval.
  public var ratio: Double
  public var low: Double?
  public var high: Double?
  public var verdict: Verdict

  /// Compares what each pair took; at least one.
  init(_ strategy: String, _ costs: [(ours: Double, twin: Double)]) {
    let paired = PairedRatio(
      costs: costs.map { (strategy: $0.ours, reference: $0.twin) }, confidence: Self.confidence)
    guard let paired, let ours = costs.map(\.ours).median, let twin = costs.map(\.twin).median
    else { preconditionFailure("a ratio needs a pair") }
    self.strategy = strategy
    pairsCount = paired.blocksCount
    nanoseconds = ours
    twinNanoseconds = twin
    ratio = paired.ratio
    low = paired.interval?.low
    high = paired.interval?.high
    verdict = Self.verdict(paired.interval)
  }

  private static func verdict(_ interval: MedianInterval?) -> Verdict {
    guard let interval else { return .unknown }
    return interval.high <= target ? .meets : interval.low > target ? .misses : .spans
  }

  enum CodingKeys: String, CodingKey {
    case strategy, ratio, low, high, verdict
    case pairsCount = "pairs_count"
    case nanoseconds = "ns_per_pair"
    case twinNanoseconds = "twin_ns_per_pair"
  }
}

/// The times as a person reads them.
public struct TwinTimeTable {
  let times: [TwinTime]

  public init(_ times: [TwinTime]) { self.times = times }

  public var text: String {
    let heading = ["strategy", "ns", "C twin", "ratio", "interval", ""]
    let table = TextColumns([heading] + times.map(Self.cells)).text
    let target = "at most \(decimals(TwinTime.target, 2))"
    let pairs = times.first?.pairsCount ?? 0
    return table + "\n\n"
      + "Processor time per acquire and release, \(pairs) pairs in random order; the ratio's target"
      + " is \(target), decided by its \(Int(TwinTime.confidence * 100)) % interval."
  }

  private static func cells(_ time: TwinTime) -> [String] {
    [
      time.strategy, decimals(time.nanoseconds, 2), decimals(time.twinNanoseconds, 2),
      decimals(time.ratio, 3), interval(time), time.verdict.rawValue,
    ]
  }

  private static func interval(_ time: TwinTime) -> String {
    guard let low = time.low, let high = time.high else { return "–" }
    return "[\(decimals(low, 3)), \(decimals(high, 3))]"
  }
}
