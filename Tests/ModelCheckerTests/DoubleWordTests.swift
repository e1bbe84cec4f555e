import ModelChecker
import SessionGuards
import Synchronization
import Testing

/// Mixed sizes: two words that are exchanged as one and used by halves.
@Suite struct DoubleWordTests {
  @Test func `the halves of a double word can be seen at different times, the whole cannot`() {
    func halves(_ order: MemoryOrder) -> Seen? {
      seen({ $0.a.total == 1 && $0.b.total == 0 }) { program, pad in
        let pair = Pair()
        program.thread("A") { () throws(Stop) in
          _ = try pair.both.compareExchange(
            Pair.zeros, Pair.ones, .relaxed, "both")
        }
        program.thread("B") { () throws(Stop) in
          try pad.a.add(UInt64(pair.both.addFirst(0, order, "first?")))
          try pad.b.add(UInt64(pair.both.loadSecond(.relaxed, "second?")))
        }
      }
    }
    #expect(halves(.relaxed) == .weakOnly)
    #expect(halves(.acquiring) == .never)
    let whole = seen({ $0.a.total != $0.b.total }) { program, pad in
      let pair = Pair()
      program.thread("A") { () throws(Stop) in
        _ = try pair.both.compareExchange(
          Pair.zeros, Pair.ones, .relaxed, "both")
      }
      program.thread("B") { () throws(Stop) in
        let both = try pair.both.load(.relaxed, "both?")
        try pad.a.add(UInt64(both.first))
        try pad.b.add(UInt64(both.second))
      }
    }
    #expect(whole == .never)
  }

  final class Pair: Sendable {
    static var zeros: WordPair { WordPair(first: 0, second: 0) }
    static var ones: WordPair { WordPair(first: 1, second: 1) }
    let both = ModelDoubleWord(zeros)
  }
}
