import ModelChecker
import SessionGuards
import Synchronization
import Testing

@testable import Verification

/// What the stress takes for a wait: a thread that only reads, and always the same.
@Suite struct ReadLoopTests {
  private func note(_ loop: inout ReadLoop, _ location: Int, _ answer: UInt64) {
    loop.note(Operation(.load, .relaxed, location, "look"), Value(answer))
  }

  @Test(arguments: 1...ReadLoop.longest)
  func `rounds over as many words are a loop`(_ words: Int) {
    var loop = ReadLoop()
    for number in 0..<10 * words {
      note(&loop, number % words, 7)
      #expect(loop.repeatCount == max(0, number + 1 - words))
    }
    #expect(loop.period == words)
  }

  @Test func `rounds over more words are none, nor is one scan over many`() {
    var loop = ReadLoop()
    for number in 0..<100 {
      note(&loop, number % (ReadLoop.longest + 1), 7)
      #expect(loop.repeatCount == 0)
    }
    for number in 100..<200 {
      note(&loop, number, 0)
      #expect(loop.repeatCount == 0)
    }
  }

  @Test func `another answer and a write end it`() {
    var loop = ReadLoop()
    for _ in 0..<5 { note(&loop, 1, 7) }
    #expect(loop.repeatCount == 4)
    note(&loop, 1, 8)
    #expect(loop.repeatCount == 0)
    note(&loop, 1, 8)
    #expect(loop.repeatCount == 1)
    loop.note(Operation(.store, .relaxed, 1, "write", Value(8)), Value(8))
    note(&loop, 1, 8)
    #expect(loop.repeatCount == 0)
  }

  /// The words themselves say which they are: a scan of many at one site is not one word read
  /// again and again.
  @Test func `a delayed word is told from its neighbours, and stays the same`() throws {
    let words = SlotTable(count: 3) { _ in DelayedWord(0) }
    let places = (0..<3).map { words[Slot($0)].place }
    #expect(Set(places).count == 3)
    #expect(places == (0..<3).map { words[Slot($0)].place })
    let pairs = SlotTable(count: 3) { _ in DelayedDoubleWord(WordPair(first: 0, second: 0)) }
    let halves = (0..<3).map { pairs[Slot($0)].place }
    #expect(Set(halves).count == 3 && halves.allSatisfy { $0 & 1 == 0 })
  }
}
