import SessionGuards

/// What a faulty guard does wrong; everything else it does right.
protocol Mistake: SendableMetatype {
  static var grantsStale: Bool { get }
  static var refusesAll: Bool { get }
  static var refusesClose: Bool { get }
  static var reclaims: Int { get }
}

extension Mistake {
  static var grantsStale: Bool { false }
  static var refusesAll: Bool { false }
  static var refusesClose: Bool { false }
  static var reclaims: Int { 1 }
}

enum NoMistake: Mistake {}
enum GrantsStale: Mistake { static var grantsStale: Bool { true } }
enum RefusesAll: Mistake { static var refusesAll: Bool { true } }
enum RefusesClose: Mistake { static var refusesClose: Bool { true } }
enum NeverReclaims: Mistake { static var reclaims: Int { 0 } }
enum ReclaimsTwice: Mistake { static var reclaims: Int { 2 } }

/// A packed guard with one mistake; in tests of one thread its consequences are certain.
struct FaultyGuard<M: Mistake, W: Word & ~Copyable>: SessionGuard, ~Copyable {
  typealias Fault = W.Fault

  static var strategy: Strategy {
    Strategy(
      name: "faulty", idea: "packed with a mistake", closeRule: .early, isExclusive: false,
      source: "the tests")
  }

  private let sound: PackedGuard<W>

  init(
    slotCount: Int, participantCount: Int, lastGeneration: UInt32, reclaim: Reclaim<Fault>
  ) {
    sound = PackedGuard(
      slotCount: slotCount, participantCount: participantCount, lastGeneration: lastGeneration
    ) { (id) throws(Fault) in for _ in 0..<M.reclaims { try reclaim(id) } }
  }

  func open(_ slot: Slot) throws(Fault) -> SessionID? { try sound.open(slot) }

  func acquire(
    _ id: SessionID, as participant: borrowing Participant
  ) throws(Fault) -> Lease<Fault>? {
    if M.refusesAll { return nil }
    if let lease = try sound.acquire(id, as: participant) { return lease }
    return M.grantsStale ? Lease(id, tag: 1) : nil
  }

  func release(
    _ lease: consuming Lease<Fault>, as participant: borrowing Participant
  ) throws(Fault) {
    if lease.tag == 1 {
      _ = lease.end()
    } else {
      try sound.release(lease, as: participant)
    }
  }

  func close(
    _ id: SessionID, as participant: borrowing Participant
  ) throws(Fault) -> Bool {
    let isFirst = try sound.close(id, as: participant)
    return isFirst && !M.refusesClose
  }
}
