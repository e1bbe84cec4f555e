import ModelChecker
import SessionGuards

/// The memory model said a second time, in another way: as axioms over whole executions.
///
/// A candidate execution picks, for every read, the write it reads from, and for every location,
/// the order of its writes; the axioms of RC11 (Lahav and others, "Repairing sequential
/// consistency in C/C++11", PLDI 2017) say which are consistent. The engine steps through time and
/// keeps views; it shares no code with this. What it leaves out by intention is an axiom here too:
/// program order, reads-from and the order of writes together have no cycle.
struct Axioms {
  struct Event {
    enum Kind {
      case load, store, add, exchange, compareExchange, weakCompareExchange
      case fence, lightFence, heavyFence
    }
    let thread: Int
    let kind: Kind
    let location: Int
    let value: UInt64
    let order: MemoryOrder

    var isFence: Bool { kind == .fence || kind == .lightFence || kind == .heavyFence }
    var reads: Bool { kind != .store && !isFence }
    var mayWrite: Bool { kind != .load && !isFence }
    var compares: Bool { kind == .compareExchange || kind == .weakCompareExchange }
    var acquires: Bool {
      reads && (order == .acquiring || order == .acquiringAndReleasing)
    }
    var releases: Bool {
      mayWrite && (order == .releasing || order == .acquiringAndReleasing)
    }
    var isSequentialFence: Bool {
      kind == .heavyFence || kind == .fence && order == .sequentiallyConsistent
    }
    var isAcquireFence: Bool {
      isSequentialFence
        || kind == .fence && (order == .acquiring || order == .acquiringAndReleasing)
    }
    var isReleaseFence: Bool {
      isSequentialFence
        || kind == .fence && (order == .releasing || order == .acquiringAndReleasing)
    }
  }

  /// Each event's answer, in program order, thread after thread; then each location's last value.
  typealias Outcome = [UInt64]

  let events: [Event]
  let locationCount: Int
  /// Whether a read may see what is written only later, and writes be ordered against time: C++20
  /// itself, which RC11 and the engine are stronger than there.
  var allowsLoadBuffering = false

  /// The value that a compare-exchange of these programs expects.
  static var expected: UInt64 { 0 }

  /// One candidate. -1 stands for the write that each location starts with.
  struct Candidate {
    var source: [Int]
    var isWrite: [Bool]
    /// Per location, its writes in their order.
    var writes: [[Int]]
  }

  var outcomes: Set<Outcome> {
    var found: Set<Outcome> = []
    chooseSources(0, Array(repeating: -1, count: events.count)) { source in
      chooseSuccess(0, source, events.map(\.mayWrite)) { isWrite in
        guard let values = values(source, isWrite) else { return }
        chooseOrders(0, isWrite, []) { writes in
          let candidate = Candidate(source: source, isWrite: isWrite, writes: writes)
          guard isConsistent(candidate) else { return }
          let last = writes.map { $0.last.map { values.written[$0] } ?? 0 }
          found.insert(values.answers + last)
        }
      }
    }
    return found
  }

  // The choices.

  private func chooseSources(_ index: Int, _ source: [Int], _ then: ([Int]) -> Void) {
    guard index < events.count else { return then(source) }
    guard events[index].reads else { return chooseSources(index + 1, source, then) }
    for write in -1..<events.count where write != index {
      let isSame = write < 0 || events[write].mayWrite && same(write, index)
      guard isSame else { continue }
      var next = source
      next[index] = write
      chooseSources(index + 1, next, then)
    }
  }

  private func chooseSuccess(
    _ index: Int, _ source: [Int], _ isWrite: [Bool], _ then: ([Bool]) -> Void
  ) {
    guard index < events.count else { return then(isWrite) }
    chooseSuccess(index + 1, source, isWrite, then)
    guard events[index].compares else { return }
    var failed = isWrite
    failed[index] = false
    chooseSuccess(index + 1, source, failed, then)
  }

  private func chooseOrders(
    _ location: Int, _ isWrite: [Bool], _ writes: [[Int]], _ then: ([[Int]]) -> Void
  ) {
    guard location < locationCount else { return then(writes) }
    let mine = events.indices.filter { isWrite[$0] && events[$0].location == location }
    permute(mine, []) { chooseOrders(location + 1, isWrite, writes + [$0], then) }
  }

  private func permute(_ rest: [Int], _ order: [Int], _ then: ([Int]) -> Void) {
    if rest.isEmpty { return then(order) }
    for (place, write) in rest.enumerated() {
      // Writes of one thread keep their order: anything else breaks coherence.
      if rest[..<place].contains(where: { events[$0].thread == events[write].thread }) { continue }
      var left = rest
      left.remove(at: place)
      permute(left, order + [write], then)
    }
  }

  private func same(_ one: Int, _ other: Int) -> Bool {
    events[one].location == events[other].location
  }

  /// Nil if the values go round in a circle, or a compare-exchange does not fit what it read.
  private func values(
    _ source: [Int], _ isWrite: [Bool]
  ) -> (answers: [UInt64], written: [UInt64])? {
    var answers = Array(repeating: UInt64(0), count: events.count)
    var written = answers
    var done = Array(repeating: false, count: events.count)
    for _ in events.indices {
      for (index, event) in events.enumerated() where !done[index] {
        if source[index] >= 0, !done[source[index]] { continue }
        if event.reads { answers[index] = source[index] < 0 ? 0 : written[source[index]] }
        written[index] = event.kind == .add ? answers[index] &+ event.value : event.value
        let isMet = answers[index] == Axioms.expected
        if event.compares, isWrite[index], !isMet { return nil }
        // Only a weak one may fail although it finds what it expects.
        if event.kind == .compareExchange, !isWrite[index], isMet { return nil }
        if source[index] >= 0, !isWrite[source[index]] { return nil }
        done[index] = true
      }
    }
    return done.allSatisfy { $0 } ? (answers, written) : nil
  }
}
