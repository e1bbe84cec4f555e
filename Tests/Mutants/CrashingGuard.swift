public import SessionGuards
import Synchronization

/// How a `CrashingGuard` ends the process that it runs in, or does not end at all.
public protocol Crash: Sendable {
  static var name: String { get }
  /// Words that a slot has beside the guard's own.
  static var spareWords: Int { get }
  /// Called in each acquire of a generation beyond the first.
  static func happen()
}

public enum TrapsLater: Crash {
  public static let name = "traps"
  public static let spareWords = 0
  public static func happen() {
    _ = [1, 2, 3][Int(Spun.shared.count.load(ordering: .relaxed)) + 3]
  }
}

public enum ManyWords: Crash {
  public static let name = "wordy"
  public static let spareWords = 30
  public static func happen() {}
}

public enum SpinsOnPlainMemory: Crash {
  public static let name = "plain-spin"
  public static let spareWords = 0
  // Relaxed: nothing but this guard looks at it.
  public static func happen() { while Spun.shared.count.load(ordering: .relaxed) == 0 {} }
}

public enum ExitsLater: Crash {
  public static let name = "exits"
  public static let spareWords = 0
  public static func happen() { fatalError("the guard gives up") }
}

private final class Spun: Sendable {
  static let shared = Spun()
  let count = Atomic(0)
}

/// A mutant of `packed` that is right until a slot's second session is asked for.
public struct CrashingGuard<C: Crash, W: Word & ~Copyable>: SessionGuard, ~Copyable {
  public typealias Fault = W.Fault

  public static var strategy: Strategy {
    Strategy(
      name: C.name, idea: "mutant: does not come back", closeRule: .early,
      isExclusive: false, source: "the tests")
  }

  private let right: PackedGuard<W>
  private let spare: SlotTable<W>

  public init(
    slotCount: Int, participantCount: Int, lastGeneration: UInt32, reclaim: Reclaim<Fault>
  ) {
    right = PackedGuard(
      slotCount: slotCount, participantCount: participantCount, lastGeneration: lastGeneration,
      reclaim: reclaim)
    spare = SlotTable(count: 1 + C.spareWords) { _ in W(0) }
  }

  public func open(_ slot: Slot) throws(Fault) -> SessionID? { try right.open(slot) }

  public func acquire(
    _ id: SessionID, as me: borrowing Participant
  ) throws(Fault) -> Lease<Fault>? {
    if id.generation > 1 { C.happen() }
    return try right.acquire(id, as: me)
  }

  public func release(
    _ lease: consuming Lease<Fault>, as me: borrowing Participant
  ) throws(Fault) {
    try right.release(lease, as: me)
  }

  public func close(_ id: SessionID, as me: borrowing Participant) throws(Fault) -> Bool {
    try right.close(id, as: me)
  }
}
