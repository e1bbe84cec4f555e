public import Histogram

/// Counts durations in nanoseconds, each to three significant digits, up to an hour.
///
/// One belongs to one thread (about 270 KB); threads merge theirs at the end. Nothing is dropped:
/// what lasted longer than an hour, or never finished, counts as an hour.
@frozen
public struct LatencyHistogram: Sendable {
  /// One hour: no trial lasts as long.
  @inlinable public static var limit: UInt64 { 3_600_000_000_000 }
  /// Fewer than this many samples above it, and a percentile says little (MEASUREMENT.md).
  public static let leastSamplesAbove: UInt64 = 100

  @usableFromInline var counts: Histogram<UInt64>

  public init() {
    counts = Histogram(
      highestTrackableValue: Self.limit, numberOfSignificantValueDigits: .three)
  }

  @inlinable
  @inline(__always)
  public mutating func record(_ nanoseconds: UInt64) {
    counts.record(min(nanoseconds, Self.limit))
  }

  /// Counts operations that never finished as the slowest there can be.
  public mutating func recordUnfinished(count: Int = 1) {
    guard count > 0 else { return }
    counts.record(Self.limit, count: UInt64(count))
  }

  /// Adds what another thread recorded.
  public mutating func merge(_ other: LatencyHistogram) {
    counts.add(other.counts)
  }

  /// How many durations were recorded.
  public var count: UInt64 { counts.totalCount }

  /// The longest duration, exactly; nil if there is none.
  public var maximum: UInt64? { count == 0 ? nil : counts.maxRecorded }

  /// The duration that `percent` of the samples do not exceed; nil unless 100 samples lie above it.
  ///
  /// Walks over all counts: ask once, at the end.
  public func percentile(_ percent: Double) -> UInt64? {
    precondition((0..<100).contains(percent), "a percentile lies in 0 ..< 100")
    // 100 − 99.9 is a little less than 0.1: without the slack, exactly 100 samples would be
    // refused.
    let above = Double(count) * (100 - percent) / 100 + 1e-6
    guard above >= Double(Self.leastSamplesAbove) else { return nil }
    return counts.valueAtPercentile(percent)
  }

  /// The distribution in the text form that HdrHistogram's plotter reads, in nanoseconds.
  public var hgrm: String {
    var text = ""
    counts.outputPercentileDistribution(to: &text, outputValueUnitScalingRatio: 1)
    return text
  }
}

/// Passes between processes as the counts that are not zero, so that merging stays exact.
extension LatencyHistogram: Codable {
  private enum CodingKeys: String, CodingKey {
    case values, counts, maximum
  }

  public func encode(to encoder: any Encoder) throws {
    let recorded = counts.recordedValues().map { $0 }
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(
      recorded.map { counts.lowestEquivalentForValue($0.value) }, forKey: .values)
    try container.encode(recorded.map(\.count), forKey: .counts)
    try container.encodeIfPresent(maximum, forKey: .maximum)
  }

  public init(from decoder: any Decoder) throws {
    self.init()
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let values = try container.decode([UInt64].self, forKey: .values)
    let recorded = try container.decode([UInt64].self, forKey: .counts)
    let maximum = try container.decodeIfPresent(UInt64.self, forKey: .maximum)
    guard values.count == recorded.count, (maximum == nil) == values.isEmpty,
      (values + [maximum ?? 0]).allSatisfy({ $0 <= Self.limit })
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .values, in: container, debugDescription: "not the counts of one histogram")
    }
    for (value, count) in zip(values.dropLast(), recorded) { counts.record(value, count: count) }
    if let maximum, let last = recorded.last { counts.record(maximum, count: last) }
  }
}
