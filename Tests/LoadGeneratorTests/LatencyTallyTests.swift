import Statistics
import Testing

@testable import LoadGenerator

struct LatencyTallyTests {
  @Test func `a tally becomes the histogram that the same records would have made`() throws {
    var generator = SeededGenerator(seed: 11)
    var tally = try LatencyTally()
    var histogram = LatencyHistogram()
    for _ in 0..<20_000 {
      // From nanoseconds to over an hour.
      let value = (generator.next() >> 21) >> generator.next(below: 43)
      tally.record(value, count: 2)
      histogram.record(value)
      histogram.record(value)
    }
    let converted = tally.histogram()
    #expect(converted.count == 40_000)
    #expect(converted.maximum == histogram.maximum)
    for percent in stride(from: 1.0, to: 99, by: 0.5) {
      #expect(converted.percentile(percent) == histogram.percentile(percent), "\(percent)")
    }
  }

  @Test func `what never finished is counted beside the durations, however much it is`() throws {
    var tally = try LatencyTally()
    tally.record(1000)
    let histogram = tally.histogram(unfinished: 1 << 50)
    #expect(histogram.finishedCount == 1 && histogram.unfinishedCount == 1 << 50)
    #expect(histogram.maximum == 1000)
  }

  @Test func `an empty tally is an empty histogram`() throws {
    #expect(try LatencyTally().histogram().count == 0)
  }
}
