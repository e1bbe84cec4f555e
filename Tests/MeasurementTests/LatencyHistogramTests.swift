import Foundation
import Histogram
import Testing

@testable import Statistics

struct LatencyHistogramTests {
  private func histogram(_ values: some Sequence<UInt64>) -> LatencyHistogram {
    var histogram = LatencyHistogram()
    for value in values { histogram.record(value) }
    return histogram
  }

  @Test func `percentiles keep three digits`() throws {
    let latencies = histogram((1...10_000).map { $0 * 1000 })
    let median = try #require(latencies.percentile(50))
    let p99 = try #require(latencies.percentile(99))
    #expect(isClose(Double(median), 5_000_000, within: 1e-3))
    #expect(isClose(Double(p99), 9_900_000, within: 1e-3))
    #expect(latencies.maximum == 10_000_000)
  }

  @Test func `a percentile needs a hundred samples above it`() {
    #expect(histogram((1...1000)).percentile(90) != nil)
    #expect(histogram((1...999)).percentile(90) == nil)
    #expect(histogram((1...100_000)).percentile(99.9) != nil)
    #expect(histogram((1...99_999)).percentile(99.9) == nil)
    #expect(LatencyHistogram().percentile(50) == nil)
    #expect(LatencyHistogram().maximum == nil)
  }

  @Test func `more than an hour counts as an hour, and what never ended is counted apart`() {
    var latencies = histogram([7])
    latencies.record(.max)
    latencies.recordUnfinished(count: 2)
    #expect(latencies.count == 4 && latencies.finishedCount == 2)
    #expect(latencies.unfinishedCount == 2)
    #expect(latencies.maximum == LatencyHistogram.limit)
    #expect(latencies.hgrm.hasSuffix("#[Unfinished = 2]\n"))
  }

  @Test func `operations that never ended are slower than all others`() {
    var latencies = histogram(1...1000)
    latencies.recordUnfinished(count: 1000)
    #expect(latencies.percentile(25) == 500)
    #expect(latencies.percentile(50) == 1000)
    #expect(latencies.percentile(51) == nil)
    #expect(latencies.maximum == 1000)
    var nothing = LatencyHistogram()
    nothing.recordUnfinished(count: 1000)
    #expect(nothing.percentile(50) == nil && nothing.maximum == nil)
  }

  /// The sum of the durations exceeds 64 bits: already for the first count, and for all of the
  /// second.
  @Test(arguments: [(5_200_000, 0), (1, 9_000_000_000_000), (6_000_000_000, 3_000_000_000)])
  func `no sum of durations is too large`(hours: UInt64, unfinished: UInt64) throws {
    var latencies = histogram(1...200)
    latencies.record(LatencyHistogram.limit, count: hours)
    latencies.recordUnfinished(count: unfinished)
    let copy = try JSONDecoder().decode(
      LatencyHistogram.self, from: JSONEncoder().encode(latencies))
    #expect(copy.count == 200 + hours + unfinished)
    #expect(copy.unfinishedCount == unfinished)
    #expect(copy.hgrm == latencies.hgrm)
    latencies.merge(copy)
    #expect(latencies.count == 2 * (200 + hours + unfinished))
    #expect(latencies.percentile(1) != nil || hours > 1 || unfinished > 0)
  }

  @Test func `the export is HdrHistogram's, to the last byte`() {
    var generator = SeededGenerator(seed: 5)
    for count in [0, 1, 2, 7, 5000] {
      var reference = Histogram<UInt64>(
        highestTrackableValue: LatencyHistogram.limit, numberOfSignificantValueDigits: .three)
      var latencies = LatencyHistogram()
      for _ in 0..<count {
        let value = (generator.next() >> 24) >> generator.next(below: 40)
        reference.record(value)
        latencies.record(value)
      }
      var text = ""
      reference.outputPercentileDistribution(to: &text, outputValueUnitScalingRatio: 1)
      #expect(latencies.hgrm == text)
    }
  }

  @Test func `merging threads is recording in one`() {
    var merged = histogram(1...500)
    merged.merge(histogram(501...1000))
    #expect(merged.hgrm == histogram(1...1000).hgrm)
  }

  @Test func `a histogram passes between processes unchanged`() throws {
    var latencies = histogram((1...5000).map { $0 * $0 })
    latencies.record(0)
    let copy = try JSONDecoder().decode(
      LatencyHistogram.self, from: JSONEncoder().encode(latencies))
    #expect(copy.hgrm == latencies.hgrm)
    #expect(copy.maximum == latencies.maximum)
    let empty = try JSONDecoder().decode(
      LatencyHistogram.self, from: JSONEncoder().encode(LatencyHistogram()))
    #expect(empty.count == 0)
  }

  @Test(arguments: [
    #"{"values":[1],"counts":[],"maximum":1}"#, #"{"values":[1],"counts":[1]}"#,
    #"{"values":[9000000000000],"counts":[1],"maximum":1}"#, "{}",
    #"{"values":[1],"counts":[18446744073709551615],"maximum":1,"unfinished":1}"#,
  ])
  func `counts that are no histogram's are refused`(text: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(LatencyHistogram.self, from: Data(text.utf8))
    }
  }

  @Test func `the export is in the plotter's form`() {
    let lines = histogram(1...1000).hgrm.split(separator: "\n")
    #expect(
      lines[0].split(separator: " ") == ["Value", "Percentile", "TotalCount", "1/(1-Percentile)"])
    #expect(lines.last?.hasPrefix("#[Buckets") == true)
    #expect(lines.contains { $0.hasPrefix("#[Max") && $0.contains("1000") })
  }
}
