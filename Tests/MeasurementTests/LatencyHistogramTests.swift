import Foundation
import Testing

@testable import Measurement

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

  @Test func `what is too long or never ended is the slowest, not dropped`() {
    var latencies = histogram([7])
    latencies.record(.max)
    latencies.recordUnfinished()
    #expect(latencies.count == 3)
    #expect(latencies.maximum == LatencyHistogram.limit)
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
