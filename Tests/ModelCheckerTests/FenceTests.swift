import ModelChecker
import SessionGuards
import Testing

/// Fences that stand alone, and the asymmetric pair, on the programs that need them.
@Suite struct FenceTests {
  enum Fence {
    case none, light, heavy
    case of(MemoryOrder)

    func pass(_ word: borrowing ModelWord) throws(Stop) {
      switch self {
      case .none: break
      case .light: try word.lightFence("light fence")
      case .heavy: try word.heavyFence("heavy fence")
      case .of(let order): try word.fence(order, "fence")
      }
    }
  }

  /// Whether a thread can see the flag and not what was stored before it, all relaxed.
  func messagePassing(_ writer: Fence, _ reader: Fence, _ defect: Defect? = nil) -> Seen? {
    seen({ $0.a.total == 1 && $0.b.total == 0 }, defect: defect) { program, pad in
      program.thread("A") { () throws(Stop) in
        try pad.x.store(1, .relaxed, "x=1")
        try writer.pass(pad.x)
        try pad.y.store(1, .relaxed, "y=1")
      }
      program.thread("B") { () throws(Stop) in
        try pad.a.add(pad.y.load(.relaxed, "y?"))
        try reader.pass(pad.y)
        try pad.b.add(pad.x.load(.relaxed, "x?"))
      }
    }
  }

  @Test func `a release fence with an acquire fence passes a message, and neither does alone`() {
    let release = Fence.of(.releasing), acquire = Fence.of(.acquiring)
    let both = Fence.of(.acquiringAndReleasing)
    #expect(messagePassing(release, acquire) == .never)
    #expect(messagePassing(both, both) == .never)
    #expect(messagePassing(release, .none) == .weakOnly)
    #expect(messagePassing(.none, acquire) == .weakOnly)
    // Each on the side where it does nothing.
    #expect(messagePassing(acquire, acquire) == .weakOnly)
    #expect(messagePassing(release, release) == .weakOnly)
    #expect(messagePassing(.of(.relaxed), acquire) == .weakOnly)
    #expect(messagePassing(release, .of(.relaxed)) == .weakOnly)
  }

  @Test(arguments: [Defect.fencesAcquireNothing, .fencesReleaseNothing])
  func `fences that are broken on purpose are caught`(_ defect: Defect) {
    #expect(messagePassing(.of(.releasing), .of(.acquiring), defect) == .weakOnly)
  }

  /// Plain data behind a relaxed flag.
  func publication(_ writer: Fence, _ reader: Fence) -> Report {
    Program { program in
      let pad = Pad()
      program.thread("A") { () throws(Stop) in
        try pad.plain.write(1, "write")
        try writer.pass(pad.x)
        try pad.x.store(1, .relaxed, "x=1")
      }
      program.thread("B") { () throws(Stop) in
        guard try pad.x.load(.relaxed, "x?") == 1 else { return }
        try reader.pass(pad.x)
        _ = try pad.plain.read("read")
      }
    }.explore(.everyTrace)
  }

  @Test func `fences that acquire and release order plain accesses, and light ones do not`() {
    #expect(publication(.of(.releasing), .of(.acquiring)).isProof)
    #expect(publication(.heavy, .of(.acquiring)).isProof)
    #expect(publication(.of(.releasing), .heavy).isProof)
    for (writer, reader) in [
      (Fence.none, Fence.of(.acquiring)), (.of(.releasing), .none), (.light, .heavy),
      (.heavy, .light),
    ] {
      let violation = publication(writer, reader).violation
      #expect(violation?.reason.hasPrefix("data race: ") == true)
    }
  }

  /// Whether both threads can miss what the other stored.
  func storeBuffering(_ one: Fence, _ other: Fence, _ defect: Defect? = nil) -> Seen? {
    seen({ $0.a.total == 0 && $0.b.total == 0 }, defect: defect) { program, pad in
      program.thread("A") { () throws(Stop) in
        try pad.x.store(1, .relaxed, "x=1")
        try one.pass(pad.x)
        try pad.a.add(pad.y.load(.relaxed, "y?"))
      }
      program.thread("B") { () throws(Stop) in
        try pad.y.store(1, .relaxed, "y=1")
        try other.pass(pad.y)
        try pad.b.add(pad.x.load(.relaxed, "x?"))
      }
    }
  }

  static let sequential = Fence.of(.sequentiallyConsistent)

  @Test func `store buffering needs a sequentially consistent fence, or a heavy one, against each`()
  {
    #expect(storeBuffering(Self.sequential, Self.sequential) == .never)
    #expect(storeBuffering(.light, .heavy) == .never)
    #expect(storeBuffering(.heavy, .light) == .never)
    #expect(storeBuffering(.heavy, .heavy) == .never)
    #expect(storeBuffering(.heavy, Self.sequential) == .never)
    let both = Fence.of(.acquiringAndReleasing)
    #expect(storeBuffering(both, both) == .weakOnly)
    #expect(storeBuffering(Self.sequential, both) == .weakOnly)
  }

  @Test func `light fences order nothing between each other, nor against what is not heavy`() {
    #expect(storeBuffering(.light, .light) == .weakOnly)
    #expect(storeBuffering(.light, Self.sequential) == .weakOnly)
    #expect(storeBuffering(.light, .none) == .weakOnly)
  }

  @Test func `a heavy fence orders nothing of a thread that leaves its light fence out`() {
    #expect(storeBuffering(.none, .heavy) == .weakOnly)
    #expect(storeBuffering(.of(.acquiringAndReleasing), .heavy) == .weakOnly)
    #expect(messagePassing(.light, .heavy) == .never)
    #expect(messagePassing(.heavy, .light) == .never)
    #expect(messagePassing(.none, .heavy) == .weakOnly)
    #expect(messagePassing(.heavy, .none) == .weakOnly)
    #expect(messagePassing(.light, .light) == .weakOnly)
  }

  @Test func `an asymmetric pair that is broken on purpose is caught`() {
    #expect(storeBuffering(.light, .light, .lightFencesOrderEachOther) == .never)
    #expect(storeBuffering(.light, .heavy, .heavyFencesIgnoreLight) == .weakOnly)
    #expect(messagePassing(.none, .heavy, .heavyFencesNeedNoLight) == .never)
  }

  @Test func `two light fences are ordered by a heavy one that comes between them`() {
    func isMissed(_ between: Fence) -> Seen? {
      seen({ ($0.a.total, $0.b.total, $0.c.total) == (1, 1, 0) }) { program, pad in
        program.thread("A") { () throws(Stop) in
          try pad.x.store(1, .relaxed, "x=1")
          try pad.x.lightFence("A.fence")
          try pad.y.store(1, .relaxed, "y=1")
        }
        program.thread("B") { () throws(Stop) in
          try pad.a.add(pad.y.load(.relaxed, "y?"))
          try between.pass(pad.x)
          try pad.z.store(1, .relaxed, "z=1")
        }
        program.thread("C") { () throws(Stop) in
          try pad.b.add(pad.z.load(.relaxed, "z?"))
          try pad.x.lightFence("C.fence")
          try pad.c.add(pad.x.load(.relaxed, "x?"))
        }
      }
    }
    #expect(isMissed(.heavy) == .never)
    #expect(isMissed(.light) == .weakOnly)
  }

  @Test func `a fence that an alteration takes away orders nothing`() {
    func isBroken(_ alterations: [Alteration]) -> Bool {
      let program = Program { program in
        let pad = Pad()
        program.thread("A") { () throws(Stop) in
          try pad.x.store(1, .relaxed, "x=1")
          try pad.x.lightFence("A.fence")
          try pad.a.add(pad.y.load(.relaxed, "y?"))
        }
        program.thread("B") { () throws(Stop) in
          try pad.y.store(1, .relaxed, "y=1")
          try pad.y.heavyFence("B.fence")
          try pad.b.add(pad.x.load(.relaxed, "x?"))
        }
        program.atEnd { pad.a.total == 0 && pad.b.total == 0 ? "both missed" : nil }
      }
      let setting = Setting(.releaseAcquire, alterations: alterations)
      let reduced = program.explore(.everyTrace, setting).violation
      #expect((program.explore(.everySchedule(), setting).violation == nil) == (reduced == nil))
      return reduced != nil
    }
    #expect(!isBroken([]))
    for site in ["A.fence", "B.fence"] {
      #expect(isBroken([Alteration(site, .weaken(.relaxed))]))
      #expect(isBroken([Alteration(site, .skip(answer: 0))]))
    }
  }

  @Test func `a trace tells fences by their names`() {
    let program = Program { program in
      let pad = Pad()
      program.thread("A") { () throws(Stop) in
        try pad.x.fence(.acquiring, "one")
        try pad.x.lightFence("two")
        try pad.x.heavyFence("three")
      }
    }
    let trace = program.replay(Schedule("A3")!).trace
    #expect(
      trace.lines.map(\.text) == [
        "passes a fence (acquire)", "passes a light fence",
        "passes a heavy fence, and every thread with it",
      ])
  }
}
