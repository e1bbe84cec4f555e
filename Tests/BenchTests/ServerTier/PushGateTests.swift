import Probe
import Synchronization
import Testing

@testable import Scenarios

/// Threads between two portions, and the reactor that waits for them.
@Suite struct PushGateTests {
  private final class Flag: Sendable {
    private let word = Atomic(false)
    var isRaised: Bool { word.load(ordering: .acquiring) }
    func raise() { word.store(true, ordering: .releasing) }
  }

  @Test func `a wait ends when every thread has passed since it began, and not before`() throws {
    // An hour, so that the machine's other work cannot make the wait end.
    let gate = PushGate(threadsCount: 2, patienceNanoseconds: 3_600_000_000_000)
    let isOver = Flag()
    // What was passed before does not count.
    for thread in 0...1 { #expect(gate.pass(thread: thread) == .sending) }
    let waiter = try NamedThread(name: "waiter") {
      gate.awaitPassage()
      isOver.raise()
    }
    while gate.calls.load(ordering: .relaxed) == 0 {}
    for _ in 0..<10_000 { _ = gate.pass(thread: 0) }
    #expect(!isOver.isRaised)
    gate.pause()
    #expect(gate.pass(thread: 1) == .pausing)
    waiter.join()
    #expect(isOver.isRaised)
  }

  @Test func `a thread that has ended is not waited for`() {
    let gate = PushGate(threadsCount: 1, patienceNanoseconds: 3_600_000_000_000)
    gate.end()
    #expect(gate.pass(thread: 0) == .ended)
    gate.awaitPassage()
  }
}
