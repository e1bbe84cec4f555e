import ModelChecker
import SessionGuards
import Testing

/// The engine shows exactly what the axioms allow, on programs drawn at random.
@Suite struct AxiomTests {
  final class Words: Sendable {
    let x = ModelWord(0)
    let y = ModelWord(0)
    let z = ModelWord(0)
  }

  static func draw(_ seed: UInt64) -> Axioms {
    var random = Random(seed: seed)
    let threads = 2 + random.below(2)
    let length = threads == 2 ? 3 : 2
    let orders: [MemoryOrder] = [.relaxed, .acquiring, .releasing, .acquiringAndReleasing]
    let kinds: [Axioms.Event.Kind] = [
      .load, .load, .load, .store, .store, .add, .exchange, .compareExchange, .fence,
    ]
    var events: [Axioms.Event] = []
    for thread in 0..<threads {
      for _ in 0..<length {
        let kind = kinds[random.below(kinds.count)]
        var order = orders[random.below(4)]
        // A load cannot release and a store cannot acquire.
        if kind == .load, order != .acquiring { order = .relaxed }
        if kind == .store, order != .releasing { order = .relaxed }
        if kind == .fence { order = .sequentiallyConsistent }
        events.append(
          Axioms.Event(
            thread: thread, kind: kind, location: random.below(2),
            value: UInt64(1 + random.below(3)), order: order))
      }
    }
    return Axioms(events: events, locationCount: 2)
  }

  /// Threads with fences between their accesses, which are relaxed more often than not.
  static func drawFences(_ seed: UInt64) -> Axioms {
    var random = Random(seed: seed)
    let length = seed % 4 == 0 ? 4 : 3
    let events = (0..<2).flatMap { thread in
      (0..<length).map { place in
        let isFence = place % 2 == 1 && random.below(4) > 0
        return isFence ? drawFence(thread, &random) : drawAccess(thread, place, &random)
      }
    }
    return Axioms(events: events, locationCount: 2)
  }

  private static func drawFence(_ thread: Int, _ random: inout Random) -> Axioms.Event {
    let kinds: [Axioms.Event.Kind] = [.fence, .fence, .lightFence, .heavyFence]
    return Axioms.Event(
      thread: thread, kind: kinds[random.below(4)], location: 0, value: 0, order: random.order())
  }

  private static func drawAccess(
    _ thread: Int, _ place: Int, _ random: inout Random
  ) -> Axioms.Event {
    // Of two places only, since the engine lets no thread fail a third time without a reason.
    let exchange = place % 2 == 0 ? Axioms.Event.Kind.weakCompareExchange : .compareExchange
    let kind = [.load, .load, .store, .store, .add, exchange][random.below(6)]
    let isOrdered = (kind == .add || kind == exchange) && random.below(2) == 0
    return Axioms.Event(
      thread: thread, kind: kind, location: random.below(2), value: UInt64(1 + random.below(3)),
      order: isOrdered ? .acquiring : .relaxed)
  }

  static func program(_ axioms: Axioms) -> Program {
    Program { program in
      let words = Words()
      for thread in 0...axioms.events.map(\.thread).max()! {
        let mine = axioms.events.filter { $0.thread == thread }
        program.thread("\(thread)") { () throws(Stop) in
          for event in mine {
            switch event.location {
            case 0: try run(event, words.x)
            case 1: try run(event, words.y)
            default: try run(event, words.z)
            }
          }
        }
      }
    }
  }

  private static func run(_ event: Axioms.Event, _ word: borrowing ModelWord) throws(Stop) {
    switch event.kind {
    case .load: _ = try word.load(event.order, "load")
    case .store: try word.store(event.value, event.order, "store")
    case .add: _ = try word.add(event.value, event.order, "add")
    case .exchange: _ = try word.exchange(event.value, event.order, "exchange")
    case .compareExchange:
      _ = try word.compareExchange(Axioms.expected, event.value, event.order, "cas")
    case .weakCompareExchange:
      _ = try word.weakCompareExchange(Axioms.expected, event.value, event.order, "weak cas")
    case .fence: try word.fence(event.order, "fence")
    case .lightFence: try word.lightFence("light fence")
    case .heavyFence: try word.heavyFence("heavy fence")
    }
  }

  static func shown(_ axioms: Axioms, defect: Defect? = nil) -> Set<Axioms.Outcome> {
    let program = program(axioms)
    var setting = Setting(.releaseAcquire)
    setting.keepsGoing = true
    setting.defect = defect
    let threads = axioms.events.map(\.thread).max()! + 1
    var shown: Set<Axioms.Outcome> = []
    _ = program.explore(.everyTrace, setting) { machine in
      let answers = (0..<threads).flatMap { machine.answers($0).map(\.first) }
      shown.insert(answers + (0..<axioms.locationCount).map { machine.last($0) })
    }
    return shown
  }

  @Test func `the engine shows what the axioms allow and nothing else`() {
    compare(AxiomTests.draw)
  }

  @Test func `the engine shows of fences what the axioms allow and nothing else`() {
    compare(AxiomTests.drawFences)
  }

  private func compare(_ draw: (UInt64) -> Axioms) {
    let count = FuzzTests.scale
    var several = 0
    for seed in 1...count {
      let axioms = draw(seed)
      let allowed = axioms.outcomes
      let shown = AxiomTests.shown(axioms)
      if allowed.count > 1 { several += 1 }
      #expect(
        allowed == shown,
        """
        seed \(seed): only allowed \(allowed.subtracting(shown)), \
        only shown \(shown.subtracting(allowed)) of \(axioms.events)
        """)
    }
    // Programs that can end in one way only would show nothing.
    #expect(several > Int(count) / 2)
  }

  @Test(arguments: [Defect.acquiresNothing, .breaksReleaseSequences, .readsBackwards])
  func `memory that is broken on purpose is caught`(_ defect: Defect) {
    let catching = (1...FuzzTests.scale).first { seed in
      let axioms = AxiomTests.draw(seed)
      return axioms.outcomes != AxiomTests.shown(axioms, defect: defect)
    }
    #expect(catching != nil)
  }

  @Test(
    arguments: [
      Defect.fencesAcquireNothing, .fencesReleaseNothing, .lightFencesOrderEachOther,
      .heavyFencesIgnoreLight, .heavyFencesNeedNoLight, .neverFailsSpuriously,
    ])
  func `fences and weak exchanges that are broken on purpose are caught`(_ defect: Defect) {
    let catching = (1...FuzzTests.scale).first { seed in
      let axioms = AxiomTests.drawFences(seed)
      return axioms.outcomes != AxiomTests.shown(axioms, defect: defect)
    }
    #expect(catching != nil)
  }
}
