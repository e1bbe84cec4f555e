import SessionGuards
import Synchronization

/// How a `CrashingGuard` ends the process that it runs in, or does not end at all.
protocol Crash: Sendable {
  static var name: String { get }
  /// Words that a slot has beside the guard's own.
  static var spareWords: Int { get }
  /// Called in each acquire of a generation beyond the first.
  static func happen()
}

enum TrapsLater: Crash {
  static let name = "traps"
  static let spareWords = 0
  static func happen() { _ = [1, 2, 3][Int(Spun.shared.count.load(ordering: .relaxed)) + 3] }
}

enum ManyWords: Crash {
  static let name = "wordy"
  static let spareWords = 30
  static func happen() {}
}

enum SpinsOnPlainMemory: Crash {
  static let name = "plain-spin"
  static let spareWords = 0
  // Relaxed: nothing but this guard looks at it.
  static func happen() { while Spun.shared.count.load(ordering: .relaxed) == 0 {} }
}

enum ExitsLater: Crash {
  static let name = "exits"
  static let spareWords = 0
  static func happen() { fatalError("the guard gives up") }
}

final class Spun: Sendable {
  static let shared = Spun()
  let count = Atomic(0)
}

/// A guard that is right until a slot's second session is asked for.
struct CrashingGuard<C: Crash, W: Word & ~Copyable>: SessionGuard, ~Copyable {
  typealias Fault = W.Fault

  static var strategy: Strategy {
    Strategy(
      name: C.name, idea: "wrong on purpose: does not come back", closeRule: .early,
      isExclusive: false, source: "the tests")
  }

  private let right: PackedGuard<W>
  private let spare: SlotTable<W>

  init(
    slotCount: Int, participantCount: Int, lastGeneration: UInt32, reclaim: Reclaim<Fault>
  ) {
    right = PackedGuard(
      slotCount: slotCount, participantCount: participantCount, lastGeneration: lastGeneration,
      reclaim: reclaim)
    spare = SlotTable(count: 1 + C.spareWords) { _ in W(0) }
  }

  func open(_ slot: Slot) throws(Fault) -> SessionID? { try right.open(slot) }

  func acquire(_ id: SessionID, as me: borrowing Participant) throws(Fault) -> Lease<Fault>? {
    if id.generation > 1 { C.happen() }
    return try right.acquire(id, as: me)
  }

  func release(_ lease: consuming Lease<Fault>, as me: borrowing Participant) throws(Fault) {
    try right.release(lease, as: me)
  }

  func close(_ id: SessionID, as me: borrowing Participant) throws(Fault) -> Bool {
    try right.close(id, as: me)
  }
}
