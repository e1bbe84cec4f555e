import Foundation

extension LatencyHistogram {
  /// The distribution in the text form that HdrHistogram's plotter reads, in nanoseconds.
  ///
  /// The lines are those that HdrHistogram writes. Operations that never finished have no duration;
  /// a line at the end has their number.
  public var hgrm: String {
    let places = places
    var text = "       Value     Percentile TotalCount 1/(1-Percentile)\n\n"
    var steps = PercentileSteps()
    var passed: UInt64 = 0
    for (index, place) in places.enumerated() {
      passed += place.count
      let percent = 100 * Double(passed) / Double(finishedCount)
      let isLast = index == places.count - 1
      while percent >= steps.percent {
        text += Self.line(place, steps.percent, passed)
        steps.advance()
        if isLast { break }
      }
      if isLast { text += Self.line(place, 100, passed) }
    }
    return text + footer(places)
  }

  private static func line(_ place: Place, _ percent: Double, _ passed: UInt64) -> String {
    let (value, share) = (Double(place.highest), percent / 100)
    guard percent < 100 else {
      return String(format: "%12.3f %2.12f %10lld\n", value, share, Int64(clamping: passed))
    }
    return String(
      format: "%12.3f %2.12f %10lld %14.2f\n", value, share, Int64(clamping: passed),
      1 / (1 - share))
  }

  private func footer(_ places: [Place]) -> String {
    let count = Double(max(finishedCount, 1))
    let mean = places.reduce(0) { $0 + Double($1.middle) * Double($1.count) } / count
    let squares = places.reduce(0) { sum, place in
      let deviation = Double(place.middle) - mean
      return sum + deviation * deviation * Double(place.count)
    }
    let text = String(
      format: """
        #[Mean    = %12.3f, StdDeviation   = %12.3f]
        #[Max     = %12.3f, Total count    = %12lld]
        #[Buckets =           32, SubBuckets     =         2048]

        """,
      mean, (squares / count).squareRoot(), Double(places.last?.highest ?? 0),
      Int64(clamping: finishedCount))
    return unfinishedCount == 0 ? text : text + "#[Unfinished = \(unfinishedCount)]\n"
  }
}

/// The percentiles at which a distribution has a line: five for each halving of the distance to
/// 100.
private struct PercentileSteps {
  private(set) var percent = 0.0

  private static let ticksPerHalfDistance = 5.0

  mutating func advance() {
    guard percent < 100 else { return }
    let halvings = log2(100 / (100 - percent)).rounded(.down)
    percent += 100 / (Self.ticksPerHalfDistance * exp2(halvings + 1))
  }
}
