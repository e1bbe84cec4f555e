public import Statistics

/// The usual figures of a distribution of durations; nil where too few samples lie above, or where
/// those that lie there never finished.
public struct LatencySummary: Codable, Equatable, Sendable {
  /// All operations, those that never finished among them.
  public var count: UInt64
  /// Nil in reports of versions that counted them as durations of an hour.
  public var unfinishedCount: UInt64?
  public var p50Nanoseconds: UInt64?
  public var p90Nanoseconds: UInt64?
  public var p99Nanoseconds: UInt64?
  public var p999Nanoseconds: UInt64?
  public var maximumNanoseconds: UInt64?

  public init(_ histogram: LatencyHistogram) {
    count = histogram.count
    unfinishedCount = histogram.unfinishedCount
    p50Nanoseconds = histogram.percentile(50)
    p90Nanoseconds = histogram.percentile(90)
    p99Nanoseconds = histogram.percentile(99)
    p999Nanoseconds = histogram.percentile(99.9)
    maximumNanoseconds = histogram.maximum
  }

  enum CodingKeys: String, CodingKey {
    case count
    case unfinishedCount = "unfinished_count"
    case p50Nanoseconds = "p50_ns"
    case p90Nanoseconds = "p90_ns"
    case p99Nanoseconds = "p99_ns"
    case p999Nanoseconds = "p999_ns"
    case maximumNanoseconds = "max_ns"
  }
}
