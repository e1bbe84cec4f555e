import SessionGuards
import Synchronization

/// A sketch of a guard that goes on granting a closed session until it has granted `Patience.count`
/// leases more, as the note's guards may while threads go on sending.
///
/// Only for one sender: it counts no leases.
struct LateReclaimGuard<Patience: GrantsAfterClose>: SessionGuard, ~Copyable {
  static var strategy: Strategy {
    Strategy(
      name: "late-reclaim", idea: "grants a closed session some more times",
      closeRule: Patience.rule, isExclusive: false, source: "the tests")
  }

  private struct Entry: ~Copyable, Sendable {
    let generation = Atomic<UInt32>(0)
    /// The leases granted since the close, plus one; 0 while the session is open.
    let late = Atomic<Int>(0)
  }

  private let entries: SlotTable<Entry>
  private let reclaim: Reclaim<Never>

  init(
    slotCount: Int, participantCount _: Int, lastGeneration _: UInt32, reclaim: Reclaim<Never>
  ) {
    entries = SlotTable(count: slotCount) { _ in Entry() }
    self.reclaim = reclaim
  }

  // Sequentially consistent, all: a sketch has no orders to be judged.
  func open(_ slot: Slot) -> SessionID? {
    let old = entries[slot].generation.wrappingAdd(1, ordering: .sequentiallyConsistent).oldValue
    // Last: until then it refuses every id, the one of the session before as well.
    entries[slot].late.store(0, ordering: .sequentiallyConsistent)
    return SessionID(slot: slot, generation: old + 1)
  }

  func acquire(_ id: SessionID, as _: borrowing Participant) -> Lease<Never>? {
    // In this order: a look that finds the next session open finds its generation too.
    let late = entries[id.slot].late.load(ordering: .sequentiallyConsistent)
    let generation = entries[id.slot].generation.load(ordering: .sequentiallyConsistent)
    guard generation == id.generation, late <= Patience.count else { return nil }
    return Lease(id)
  }

  func release(_ lease: consuming Lease<Never>, as _: borrowing Participant) {
    let id = lease.end()
    guard entries[id.slot].late.load(ordering: .sequentiallyConsistent) > 0 else { return }
    let late = entries[id.slot].late.wrappingAdd(1, ordering: .sequentiallyConsistent).newValue
    if late == Patience.count + 1 { reclaim(id) }
  }

  func close(_ id: SessionID, as _: borrowing Participant) -> Bool {
    let (isFirst, _) = entries[id.slot].late.compareExchange(
      expected: 0, desired: 1, ordering: .sequentiallyConsistent)
    return isFirst
  }
}

/// How many leases of a closed session are granted, and what the guard says of itself.
protocol GrantsAfterClose: Sendable {
  static var count: Int { get }
  static var rule: Strategy.CloseRule { get }
}

/// It is reclaimed in the end.
enum GrantsAThousand: GrantsAfterClose {
  static let count = 1000
  static let rule = Strategy.CloseRule.atZero
}

/// It is never reclaimed.
enum GrantsForEver: GrantsAfterClose {
  static let count = Int.max - 1
  static let rule = Strategy.CloseRule.atZero
}

/// A mutant: it claims to grant nothing.
enum GrantsAThousandYetClosesEarly: GrantsAfterClose {
  static let count = 1000
  static let rule = Strategy.CloseRule.early
}
