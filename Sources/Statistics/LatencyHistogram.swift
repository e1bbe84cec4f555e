public import Histogram

/// A histogram of durations in nanoseconds, to three significant digits, up to an hour.
///
/// A histogram (about 270 KB) belongs to one thread; threads merge theirs at the end. No duration
/// is dropped: one that is longer than an hour counts as an hour. Operations that never finished
/// have no duration and are counted separately; percentiles take them as slower than all others.
@frozen
public struct LatencyHistogram: Sendable {
  /// One hour; no trial is that long.
  @inlinable public static var limit: UInt64 { 3_600_000_000_000 }
  /// The samples that must lie above a percentile, as with fewer it says little.
  public static let leastSamplesAbove: UInt64 = 100

  @usableFromInline var counts: Histogram<UInt64>
  /// Operations that never finished.
  public private(set) var unfinishedCount: UInt64 = 0

  public init() {
    counts = Histogram(
      highestTrackableValue: Self.limit, numberOfSignificantValueDigits: .three)
  }

  /// Counts a duration that occurred `count` times.
  @inlinable
  @inline(__always)
  public mutating func record(_ nanoseconds: UInt64, count: UInt64 = 1) {
    if count > 0 { counts.record(min(nanoseconds, Self.limit), count: count) }
  }

  /// Counts operations that never finished.
  public mutating func recordUnfinished(count: UInt64 = 1) { unfinishedCount += count }

  /// Adds what another thread recorded.
  public mutating func merge(_ other: LatencyHistogram) {
    counts.add(other.counts)
    unfinishedCount += other.unfinishedCount
  }

  /// The number of recorded durations.
  public var finishedCount: UInt64 { counts.totalCount }

  /// The number of recorded operations, including those that never finished.
  public var count: UInt64 { finishedCount + unfinishedCount }

  /// The longest duration, exactly; nil if there is none.
  public var maximum: UInt64? { finishedCount == 0 ? nil : counts.maxRecorded }

  /// The duration that `percent` of the operations do not exceed; nil unless 100 operations lie
  /// above it, and nil if so many never finished that it lies among them.
  ///
  /// It walks over all counts, so call it once, at the end.
  public func percentile(_ percent: Double) -> UInt64? {
    precondition((0..<100).contains(percent), "a percentile lies in 0 ..< 100")
    // 100 − 99.9 is a little less than 0.1. Without the slack, exactly 100 samples would be
    // refused.
    let above = Double(count) * (100 - percent) / 100 + 1e-6
    guard above >= Double(Self.leastSamplesAbove) else { return nil }
    if unfinishedCount == 0 { return counts.valueAtPercentile(percent) }
    let rank = max(1, UInt64((Double(count) * percent.nextDown / 100).rounded(.up)))
    return duration(ofRank: rank)
  }

  /// The duration of the operation of that rank, the fastest being 1; nil if it never finished.
  private func duration(ofRank rank: UInt64) -> UInt64? {
    var passed: UInt64 = 0
    for place in places {
      passed += place.count
      if passed >= rank { return min(place.highest, counts.maxRecorded) }
    }
    return nil
  }
}

extension LatencyHistogram {
  /// A range of durations that are counted as one.
  struct Place {
    let lowest: UInt64
    let highest: UInt64
    let count: UInt64

    var middle: UInt64 { lowest + (highest - lowest + 1) / 2 }
  }

  /// The places with counts, the shortest durations first.
  ///
  /// HdrHistogram's own walk sums count × duration in 64 bits and traps if a few million long
  /// durations exceed that.
  var places: [Place] {
    var places: [Place] = []
    var next: UInt64 = 0
    while finishedCount > 0, next <= counts.maxRecorded {
      let width = counts.sizeOfEquivalentRangeForValue(next)
      let count = counts.countForValue(next)
      if count > 0 {
        places.append(Place(lowest: next, highest: next + (width - 1), count: count))
      }
      next += width
    }
    return places
  }
}

/// A histogram passes between processes as its counts that are not zero, so that merging is exact.
extension LatencyHistogram: Codable {
  private enum CodingKeys: String, CodingKey {
    case values, counts, maximum, unfinished
  }

  public func encode(to encoder: any Encoder) throws {
    let places = places
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(places.map(\.lowest), forKey: .values)
    try container.encode(places.map(\.count), forKey: .counts)
    try container.encodeIfPresent(maximum, forKey: .maximum)
    if unfinishedCount > 0 { try container.encode(unfinishedCount, forKey: .unfinished) }
  }

  public init(from decoder: any Decoder) throws {
    self.init()
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let values = try container.decode([UInt64].self, forKey: .values)
    let recorded = try container.decode([UInt64].self, forKey: .counts)
    let maximum = try container.decodeIfPresent(UInt64.self, forKey: .maximum)
    let unfinished = try container.decodeIfPresent(UInt64.self, forKey: .unfinished) ?? 0
    guard values.count == recorded.count, (maximum == nil) == values.isEmpty,
      (values + [maximum ?? 0]).allSatisfy({ $0 <= Self.limit }),
      Self.haveSum(recorded + [unfinished])
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .values, in: container, debugDescription: "not the counts of one histogram")
    }
    for (value, count) in zip(values.dropLast(), recorded) { record(value, count: count) }
    if let maximum, let last = recorded.last { record(maximum, count: last) }
    unfinishedCount = unfinished
  }

  /// Whether the sum of these counts fits, and that of hundreds of such histograms.
  private static func haveSum(_ counts: [UInt64]) -> Bool {
    var sum: UInt64 = 0
    for count in counts {
      let (next, overflow) = sum.addingReportingOverflow(count)
      if overflow || next > ExactInJSON.limit { return false }
      sum = next
    }
    return true
  }
}
