import ModelChecker
import SessionGuards
import Testing

/// What every memory keeps of a single word: its values have one order, and a thread that has read
/// or written one reads nothing older.
@Suite struct CoherenceTests {
  @Test func `a thread reads a word's values in the order they were written`() {
    func backwards(_ defect: Defect?) -> Seen? {
      seen({ $0.a.total == 2 && $0.b.total == 1 }, defect: defect) { program, pad in
        program.thread("A") { () throws(Stop) in
          try pad.x.store(1, .relaxed, "x=1")
          try pad.x.store(2, .relaxed, "x=2")
        }
        program.thread("B") { () throws(Stop) in
          try pad.a.add(pad.x.load(.relaxed, "first"))
          try pad.b.add(pad.x.load(.relaxed, "second"))
        }
      }
    }
    #expect(backwards(nil) == .never)
    #expect(backwards(.readsBackwards) == .weakOnly)
  }

  @Test func `a thread reads its own write or a later one, and writes after what it read`() {
    let own = seen({ $0.a.total == 0 }) { program, pad in
      program.thread("A") { () throws(Stop) in
        try pad.x.store(1, .relaxed, "x=1")
        try pad.a.add(pad.x.load(.relaxed, "x?"))
      }
      program.thread("B") { () throws(Stop) in try pad.x.store(2, .relaxed, "x=2") }
    }
    #expect(own == .never)
    let writes = seen({ $0.x.final == 1 }) { program, pad in
      program.thread("A") { () throws(Stop) in
        try pad.x.store(1, .relaxed, "x=1")
        try pad.x.store(2, .relaxed, "x=2")
      }
    }
    #expect(writes == .never)
    let readThenWrite = seen({ $0.a.total == 1 && $0.x.final == 1 }) { program, pad in
      program.thread("A") { () throws(Stop) in
        try pad.a.add(pad.x.load(.relaxed, "x?"))
        try pad.x.store(2, .relaxed, "x=2")
      }
      program.thread("B") { () throws(Stop) in try pad.x.store(1, .relaxed, "x=1") }
    }
    #expect(readThenWrite == .never)
  }

  @Test func `read-modify-writes lose nothing, whatever their order`() {
    let lost = seen({ $0.x.final != 3 }) { program, pad in
      for name in ["A", "B", "C"] {
        program.thread(name) { () throws(Stop) in _ = try pad.x.add(1, .relaxed, "x+1") }
      }
    }
    #expect(lost == .never)
    let lostByLoads = seen({ $0.x.final != 2 }) { program, pad in
      for name in ["A", "B"] {
        program.thread(name) { () throws(Stop) in
          try pad.x.store(pad.x.load(.relaxed, "x?") + 1, .relaxed, "x=")
        }
      }
    }
    #expect(lostByLoads == .always)
  }

  @Test func `a failed compare-exchange may have read an old value`() {
    let verdict = seen({ $0.a.total == 2 && $0.b.total == 1 }) { program, pad in
      program.thread("A") { () throws(Stop) in
        try pad.x.store(1, .relaxed, "x=1")
        try pad.y.store(1, .relaxed, "y=1")
      }
      program.thread("B") { () throws(Stop) in
        try pad.a.add(pad.y.load(.relaxed, "y?") + 1)
        try pad.b.add(1 - pad.x.compareExchange(7, 8, .acquiring, "x:7->8"))
      }
    }
    #expect(verdict == .weakOnly)
  }
}
