import ModelChecker
import SessionGuards
import Testing

/// A weak compare-exchange fails for no reason, now and then.
@Suite struct WeakExchangeTests {
  func failure(_ defect: Defect? = nil, isStrong: Bool = false) -> Seen? {
    seen({ $0.a.total == 1 && $0.b.total == 0 }, defect: defect) { program, pad in
      program.thread("A") { () throws(Stop) in
        if isStrong {
          try pad.b.add(pad.x.compareExchange(0, 1, .relaxed, "x:0->1"))
          return
        }
        let answer = try pad.x.weakCompareExchange(0, 1, .relaxed, "x:0->1")
        try pad.a.add(answer.exchanged ? 0 : 1)
        try pad.b.add(answer.original)
      }
    }
  }

  @Test func `a weak compare-exchange may fail on what it expects, and a strong one does not`() {
    #expect(failure() == .always)
    #expect(failure(isStrong: true) == .never)
    #expect(failure(.neverFailsSpuriously) == .never)
  }

  /// Three threads that add to a word by a loop; or by one attempt.
  func sum(tries: Int) -> Report {
    Program { program in
      let pad = Pad()
      for name in ["A", "B"] {
        program.thread(name) { () throws(Stop) in
          var old = try pad.x.load(.relaxed, "look")
          for _ in 0..<tries {
            let answer = try pad.x.weakCompareExchange(old, old + 1, .relaxed, "add")
            if answer.exchanged { return }
            old = answer.original
          }
        }
      }
      program.atEnd { pad.x.final == 2 ? nil : "\(pad.x.final)" }
    }.explore(.everyTrace)
  }

  @Test func `a loop that tries again is proved, and one that gives up too early is not`() {
    // Two failures that have no reason, and one for what the other thread did meanwhile.
    #expect(sum(tries: 4).isProof)
    #expect(sum(tries: 3).violation?.reason == "1")
    #expect(sum(tries: .max).isProof)
  }

  /// Whether a thread that fails to take the flag from 1 to 2 sees what was stored before it.
  func failing(_ order: MemoryOrder) -> Seen? {
    seen({ $0.a.total == 1 && $0.b.total == 0 }) { program, pad in
      program.thread("A") { () throws(Stop) in
        try pad.x.store(1, .relaxed, "x=1")
        try pad.y.store(1, .releasing, "y=1")
      }
      program.thread("B") { () throws(Stop) in
        let answer = try pad.y.weakCompareExchange(1, 2, order, "y:1->2")
        if !answer.exchanged { try pad.a.add(answer.original) }
        try pad.b.add(pad.x.load(.relaxed, "x?"))
      }
    }
  }

  @Test func `a spurious failure acquires as its order says, and never releases`() {
    #expect(failing(.acquiring) == .never)
    #expect(failing(.acquiringAndReleasing) == .never)
    #expect(failing(.releasing) == .weakOnly)
    #expect(failing(.relaxed) == .weakOnly)
  }

  @Test func `a schedule says which attempt failed, and a trace tells it`() {
    let program = Program { program in
      let pad = Pad()
      program.thread("A") { () throws(Stop) in
        while true {
          let answer = try pad.x.weakCompareExchange(0, 1, .acquiring, "take")
          if answer.exchanged { break }
        }
      }
      program.atEnd { pad.x.final == 1 ? nil : "not taken" }
    }
    let trace = program.replay(Schedule("A'1A3")!).trace
    #expect(
      trace.lines.map(\.text) == [
        "lets a weak compare-exchange of word 0 fail spuriously",
        "finds 0 in word 0 and exchanges nothing (acquire)",
        "tries a weak compare-exchange of word 0",
        "exchanges 0 in word 0 for 1 (acquire)",
      ])
  }

  /// What one attempt to change 0 to 1 returns, and leaves, with its site altered.
  func outcomes(_ change: Alteration.Change) -> Set<[UInt64]> {
    let program = Program { program in
      let pad = Pad()
      program.thread("A") { () throws(Stop) in
        let answer = try pad.x.weakCompareExchange(0, 1, .acquiring, "take")
        try pad.y.store(answer.exchanged ? 1 : 2, .relaxed, "told")
      }
    }
    var setting = Setting(.sequential, alterations: [Alteration("take", change)])
    setting.keepsGoing = true
    var found: Set<[UInt64]> = []
    _ = program.explore(.everyTrace, setting) { found.insert([$0.last(0), $0.last(1)]) }
    return found
  }

  @Test func `an alteration of a weak compare-exchange is of the whole of it`() {
    let exchanged: [UInt64] = [1, 1], failed: [UInt64] = [0, 2]
    #expect(outcomes(.weaken(.relaxed)) == [exchanged, failed])
    #expect(outcomes(.hide(1)) == [exchanged, failed])
    #expect(outcomes(.exchange) == [exchanged])
    #expect(outcomes(.split) == [exchanged])
    #expect(outcomes(.misread) == [[1, 2], [0, 1]])
    #expect(outcomes(.skip(answer: 0)) == [[0, 1]])
    #expect(outcomes(.answer(5)) == [[1, 2], [0, 2]])
    #expect(outcomes(.overwrite(7)) == [[7, 2]])
  }

  @Test func `a census sees one access of a weak compare-exchange, and none of its choice`() throws
  {
    let program = Program { program in
      let pad = Pad()
      program.thread("A") { () throws(Stop) in
        _ = try pad.x.weakCompareExchange(0, 1, .acquiringAndReleasing, "take")
      }
    }
    var setting = Setting()
    setting.takesCensus = true
    let accesses = try #require(program.explore(.everyTrace, setting).census).accesses
    #expect(
      accesses.map { "\($0.site): \($0.kind) \($0.order)" } == [
        "take: weakCompareExchange acquiringAndReleasing"
      ])
  }
}
