import ModelChecker
import SessionGuards
import Testing

/// The classic programs that tell memory models apart, each with the verdict of C++20 or, where the
/// engine is stronger, with that limit said.
@Suite struct LitmusTests {
  @Test func `store buffering is seen with release and acquire, and not with fences`() {
    let plain = seen({ $0.a.total == 0 && $0.b.total == 0 }) { program, pad in
      program.thread("A") { () throws(Stop) in
        try pad.x.store(1, .releasing, "x=1")
        try pad.a.add(pad.y.load(.acquiring, "y?"))
      }
      program.thread("B") { () throws(Stop) in
        try pad.y.store(1, .releasing, "y=1")
        try pad.b.add(pad.x.load(.acquiring, "x?"))
      }
    }
    #expect(plain == .weakOnly)
    let fenced = seen({ $0.a.total == 0 && $0.b.total == 0 }) { program, pad in
      program.thread("A") { () throws(Stop) in
        try pad.x.store(1, .relaxed, "x=1")
        try pad.x.fence(.sequentiallyConsistent, "fence")
        try pad.a.add(pad.y.load(.relaxed, "y?"))
      }
      program.thread("B") { () throws(Stop) in
        try pad.y.store(1, .relaxed, "y=1")
        try pad.y.fence(.sequentiallyConsistent, "fence")
        try pad.b.add(pad.x.load(.relaxed, "x?"))
      }
    }
    #expect(fenced == .never)
    let oneFence = seen({ $0.a.total == 0 && $0.b.total == 0 }) { program, pad in
      program.thread("A") { () throws(Stop) in
        try pad.x.store(1, .relaxed, "x=1")
        try pad.x.fence(.sequentiallyConsistent, "fence")
        try pad.a.add(pad.y.load(.relaxed, "y?"))
      }
      program.thread("B") { () throws(Stop) in
        try pad.y.store(1, .relaxed, "y=1")
        try pad.b.add(pad.x.load(.relaxed, "x?"))
      }
    }
    #expect(oneFence == .weakOnly)
  }

  @Test func `store buffering is not seen when all four are sequentially consistent`() {
    func both(_ store: MemoryOrder, _ load: MemoryOrder) -> Seen? {
      seen({ $0.a.total == 0 && $0.b.total == 0 }) { program, pad in
        program.thread("A") { () throws(Stop) in
          try pad.x.store(1, store, "x=1")
          try pad.a.add(pad.y.load(load, "y?"))
        }
        program.thread("B") { () throws(Stop) in
          try pad.y.store(1, store, "y=1")
          try pad.b.add(pad.x.load(load, "x?"))
        }
      }
    }
    #expect(both(.sequentiallyConsistent, .sequentiallyConsistent) == .never)
    #expect(both(.sequentiallyConsistent, .acquiring) == .weakOnly)
    #expect(both(.releasing, .sequentiallyConsistent) == .weakOnly)
  }

  @Test func `store buffering through read-modify-writes is seen, though x86 would not show it`() {
    let verdict = seen({ $0.a.total == 0 && $0.b.total == 0 }) { program, pad in
      program.thread("A") { () throws(Stop) in
        _ = try pad.x.add(1, .acquiringAndReleasing, "x+1")
        try pad.a.add(pad.y.load(.acquiring, "y?"))
      }
      program.thread("B") { () throws(Stop) in
        _ = try pad.y.add(1, .acquiringAndReleasing, "y+1")
        try pad.b.add(pad.x.load(.acquiring, "x?"))
      }
    }
    #expect(verdict == .weakOnly)
  }

  func messagePassing(
    _ store: MemoryOrder, _ load: MemoryOrder, fences: Bool = false, defect: Defect? = nil
  ) -> Seen? {
    seen({ $0.a.total == 1 && $0.b.total == 0 }, defect: defect) { program, pad in
      program.thread("A") { () throws(Stop) in
        try pad.x.store(1, .relaxed, "x=1")
        if fences { try pad.x.fence(.sequentiallyConsistent, "fence") }
        try pad.y.store(1, store, "y=1")
      }
      program.thread("B") { () throws(Stop) in
        try pad.a.add(pad.y.load(load, "y?"))
        if fences { try pad.x.fence(.sequentiallyConsistent, "fence") }
        try pad.b.add(pad.x.load(.relaxed, "x?"))
      }
    }
  }

  @Test func `a message is passed by a release with an acquire, or by two fences`() {
    #expect(messagePassing(.releasing, .acquiring) == .never)
    #expect(messagePassing(.relaxed, .acquiring) == .weakOnly)
    #expect(messagePassing(.releasing, .relaxed) == .weakOnly)
    #expect(messagePassing(.relaxed, .relaxed) == .weakOnly)
    #expect(messagePassing(.relaxed, .relaxed, fences: true) == .never)
  }

  @Test func `an acquire that takes nothing from its message is noticed`() {
    #expect(messagePassing(.releasing, .acquiring, defect: .acquiresNothing) == .weakOnly)
  }

  /// The message goes through another thread's relaxed change of the flag.
  func relay(
    defect: Defect? = nil, _ change: @escaping (Pad) throws(Stop) -> Void
  ) -> Seen? {
    seen({ $0.a.total == 2 && $0.b.total == 0 }, defect: defect) { program, pad in
      program.thread("A") { () throws(Stop) in
        try pad.x.store(1, .relaxed, "x=1")
        try pad.y.store(1, .releasing, "y=1")
      }
      program.thread("B") { () throws(Stop) in try change(pad) }
      program.thread("C") { () throws(Stop) in
        try pad.a.add(pad.y.load(.acquiring, "y?"))
        try pad.b.add(pad.x.load(.relaxed, "x?"))
      }
    }
  }

  @Test func `a relaxed read-modify-write carries a release sequence on, a store does not`() {
    let exchange = { (pad: Pad) throws(Stop) -> Void in
      _ = try pad.y.compareExchange(1, 2, .relaxed, "y:1->2")
    }
    #expect(relay(exchange) == .never)
    #expect(relay(defect: .breaksReleaseSequences, exchange) == .weakOnly)
    let store = { (pad: Pad) throws(Stop) -> Void in
      if try pad.y.load(.relaxed, "y?") == 1 { try pad.y.store(2, .relaxed, "y=2") }
    }
    #expect(relay(store) == .weakOnly)
  }

  @Test func `load buffering is never seen, which C++20 and Arm allow: a limit`() {
    let verdict = seen({ $0.a.total == 1 && $0.b.total == 1 }) { program, pad in
      program.thread("A") { () throws(Stop) in
        try pad.a.add(pad.x.load(.relaxed, "x?"))
        try pad.y.store(1, .relaxed, "y=1")
      }
      program.thread("B") { () throws(Stop) in
        try pad.b.add(pad.y.load(.relaxed, "y?"))
        try pad.x.store(1, .relaxed, "x=1")
      }
    }
    #expect(verdict == .never)
  }

  @Test func `2+2W is never seen, which C++20 and Arm allow: a limit`() {
    let verdict = seen({ $0.x.final == 1 && $0.y.final == 1 }) { program, pad in
      program.thread("A") { () throws(Stop) in
        try pad.x.store(1, .relaxed, "x=1")
        try pad.y.store(2, .relaxed, "y=2")
      }
      program.thread("B") { () throws(Stop) in
        try pad.y.store(1, .relaxed, "y=1")
        try pad.x.store(2, .relaxed, "x=2")
      }
    }
    #expect(verdict == .never)
  }

  /// B's fence comes after A's, as it read what A wrote later; but it read it without an acquire,
  /// and so nothing orders A's plain write before B's read.
  private func raceBehindFences(_ defect: Defect?) -> Report {
    let program = Program { program in
      let pad = Pad()
      program.thread("A") { () throws(Stop) in
        try pad.plain.write(1, "write")
        try pad.x.fence(.sequentiallyConsistent, "fence")
        if try pad.x.load(.relaxed, "x?") == 0 { try pad.z.store(1, .relaxed, "z=1") }
      }
      program.thread("B") { () throws(Stop) in
        try pad.x.store(1, .relaxed, "x=1")
        try pad.x.fence(.sequentiallyConsistent, "fence")
        if try pad.z.load(.relaxed, "z?") == 1 { _ = try pad.plain.read("read") }
      }
    }
    var setting = Setting(.releaseAcquire)
    setting.defect = defect
    return program.explore(.everyTrace, setting)
  }

  @Test func `one fence after another orders no plain access, unless something was read`() {
    let violation = raceBehindFences(nil).violation
    #expect(violation?.reason.hasPrefix("data race: ") == true)
    #expect(raceBehindFences(.fencesOrderAll).isProof)
  }

  @Test func `Z6.U is never seen, which C++20 allows and its older text did not: a limit`() {
    let verdict = seen({ ($0.a.total, $0.b.total, $0.c.total) == (1, 3, 1) }) { program, pad in
      program.thread("A") { () throws(Stop) in
        try pad.x.store(1, .sequentiallyConsistent, "x=1")
        try pad.y.store(1, .releasing, "y=1")
      }
      program.thread("B") { () throws(Stop) in
        try pad.a.add(pad.y.add(1, .sequentiallyConsistent, "y+1"))
        try pad.b.add(pad.y.load(.relaxed, "y?"))
      }
      program.thread("C") { () throws(Stop) in
        try pad.y.store(3, .sequentiallyConsistent, "y=3")
        // 1 for the 0 that C++20 lets it read.
        try pad.c.add(1 - pad.x.load(.sequentiallyConsistent, "x?"))
      }
    }
    #expect(verdict == .never)
  }

  func independentReads(_ store: MemoryOrder, _ load: MemoryOrder, fence: Bool) -> Seen? {
    seen({ ($0.a.total, $0.b.total, $0.c.total, $0.d.total) == (1, 0, 1, 0) }) { program, pad in
      program.thread("A") { () throws(Stop) in try pad.x.store(1, store, "x=1") }
      program.thread("B") { () throws(Stop) in try pad.y.store(1, store, "y=1") }
      program.thread("C") { () throws(Stop) in
        try pad.a.add(pad.x.load(load, "x?"))
        if fence { try pad.x.fence(.sequentiallyConsistent, "fence") }
        try pad.b.add(pad.y.load(load, "y?"))
      }
      program.thread("D") { () throws(Stop) in
        try pad.c.add(pad.y.load(load, "y?"))
        if fence { try pad.y.fence(.sequentiallyConsistent, "fence") }
        try pad.d.add(pad.x.load(load, "x?"))
      }
    }
  }

  @Test func `independent reads of independent writes may disagree, unless all is ordered`() {
    #expect(independentReads(.releasing, .acquiring, fence: false) == .weakOnly)
    #expect(independentReads(.releasing, .acquiring, fence: true) == .never)
    let strongest = MemoryOrder.sequentiallyConsistent
    #expect(independentReads(strongest, strongest, fence: false) == .never)
  }
}
