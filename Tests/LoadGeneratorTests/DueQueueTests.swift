import Statistics
import Testing

@testable import LoadGenerator

struct DueQueueTests {
  @Test func `flows come due in the order of their times, however they were queued`() {
    var generator = SeededGenerator(seed: 5)
    var queue = DueQueue(capacity: 100)
    var next = (0..<100).map { _ in generator.next(below: 1000) }
    for flow in 0..<100 { queue.insert(UInt32(flow), due: next[flow]) }
    var last: UInt64 = 0
    for _ in 0..<10_000 {
      let flow = Int(queue.first)
      #expect(queue.earliest == next[flow])
      #expect(next[flow] == next.min())
      #expect(queue.earliest >= last)
      last = queue.earliest
      next[flow] += generator.next(below: 1000)
      queue.postponeFirst(to: next[flow])
    }
  }

  @Test func `an empty queue is never due`() {
    let queue = DueQueue(capacity: 0)
    #expect(queue.earliest == .max)
  }
}
