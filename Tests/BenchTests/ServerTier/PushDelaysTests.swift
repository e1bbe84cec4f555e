import Probe
import Testing

@testable import Scenarios
@testable import Statistics

/// How late pushes are, and which of them count.
@Suite struct PushDelaysTests {
  private let window = PushWindow()

  private func times(_ count: Int, from first: UInt64, every interval: Double) -> DueTimes {
    DueTimes(count: count, start: 0, first: Double(first), interval: interval)
  }

  @Test func `due times are counted within a span, its end excluded`() {
    let times = times(10, from: 1_000, every: 100)
    #expect(times.count(in: 0..<5_000) == 10)
    #expect(times.count(in: 1_100..<1_300) == 2)
    #expect(times.count(in: 1_101..<1_301) == 2)
    #expect(times.count(in: 1_900..<(.max)) == 1)
    #expect(times.count(in: 2_000..<3_000) == 0 && times.count(in: 0..<1_000) == 0)
    #expect(times.dropping(8).count(in: 0..<5_000) == 2 && times.dropping(8)[0] == 1_800)
  }

  @Test(arguments: [1e-300, 1e-6, 0.0])
  func `of a rate that is never due nothing is missed, and nothing is late`(rate: Double) {
    var pace = PushPace(ratePerSecond: rate, now: 1_000)
    var delays = PushDelays()
    window.open(at: 2_000)
    window.close(at: 5_000_000_000)
    delays.look(at: window)
    let turn = pace.take(at: 6_000_000_000)
    #expect(turn.missed.count == 0 && turn.due.count == 0)
    delays.noteMissed(turn.missed)
    delays.noteLeft(turn.due, at: 6_000_000_000)
    delays.noteMissed(pace.skip(to: 7_000_000_000))
    #expect(delays.missedCount == 0 && delays.latencies.count == 0)
  }

  @Test func `a push is as late as its send returned after it was due`() throws {
    var delays = PushDelays()
    let now = MonotonicClock.nanoseconds
    window.open(at: now - 1_000_000_000)
    delays.look(at: window)
    for _ in 0..<200 { delays.noteReturned(due: now - 500_000_000) }
    let median = try #require(delays.latencies.percentile(50))
    // Three digits; and the test itself takes some time.
    #expect(median >= 499_000_000)
    #expect(delays.latencies.count == 200 && delays.missedCount == 0)
  }

  @Test func `what is due outside of the measurement does not count`() {
    var delays = PushDelays()
    delays.look(at: window)
    delays.noteReturned(due: 10)
    window.open(at: 1_000)
    window.close(at: 2_000)
    delays.look(at: window)
    delays.noteReturned(due: 999)
    delays.noteReturned(due: 2_000)
    delays.noteMissed(times(5, from: 0, every: 100))
    #expect(delays.latencies.count == 0)
    delays.noteReturned(due: 1_000)
    #expect(delays.latencies.count == 1)
  }

  @Test func `missed pushes are the slowest`() {
    var delays = PushDelays()
    window.open(at: 1_000)
    delays.look(at: window)
    delays.noteMissed(times(300, from: 2_000, every: 10))
    delays.noteReturned(due: MonotonicClock.nanoseconds)
    #expect(delays.missedCount == 300 && delays.latencies.count == 301)
    #expect(delays.latencies.unfinishedCount == 300)
    #expect(delays.latencies.percentile(50) == nil)
  }

  @Test func `what the next look would have sent is cut off, not missed`() {
    var delays = PushDelays()
    window.open(at: 1_000)
    window.close(at: 10_000_000)
    delays.look(at: window)
    delays.noteLeft(times(100, from: 9_500_000, every: 100_000), at: 20_000_000)
    #expect(delays.missedCount == 0)
    #expect(delays.latencies.count == 0)
    delays.noteLeft(times(100, from: 8_500_000, every: 100_000), at: 20_000_000)
    #expect(delays.missedCount == 0)
    #expect(delays.latencies.count == 5)
    #expect(delays.latencies.maximum == 1_500_000)
  }

  @Test func `what was due for too long when the measurement ended is missed`() {
    var delays = PushDelays()
    window.open(at: 1_000)
    window.close(at: 100_000_000)
    delays.look(at: window)
    delays.noteLeft(times(5, from: 70_000_000, every: 5_000_000), at: 200_000_000)
    #expect(delays.missedCount == 2)
    #expect(delays.latencies.count == 5)
  }

  @Test func `another measurement begins anew`() {
    var delays = PushDelays()
    window.open(at: 1_000)
    delays.look(at: window)
    delays.noteMissed(times(3, from: 2_000, every: 10))
    window.close(at: 3_000)
    delays.look(at: window)
    #expect(delays.missedCount == 3)
    window.open(at: 5_000)
    delays.look(at: window)
    #expect(delays.missedCount == 0)
  }
}
