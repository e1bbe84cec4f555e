public import SessionGuards
internal import Synchronization
internal import Trials

/// The records of all slots, and the queues in which their owners learn what is due for reclaim.
///
/// Built before the guard, whose `reclaim` reports here. Each owner has a contiguous share of the
/// slots.
@usableFromInline
final class SessionRecords: Sendable {
  @usableFromInline let table: SlotTable<SessionRecord>
  let violations = ViolationLog()
  /// Per owner the first slot of its release queue, plus one; 0 while nothing is due.
  private let due: SlotTable<DueHead>
  private let share: Int

  private struct DueHead: ~Copyable, Sendable {
    let link = Atomic<UInt64>(0)
  }

  @usableFromInline
  init(slotsCount: Int, ownersCount: Int) {
    table = SlotTable(count: slotsCount) { _ in SessionRecord() }
    due = SlotTable(count: ownersCount) { _ in DueHead() }
    share = Self.share(slotsCount, among: ownersCount)
  }

  /// The slots that this owner opens and closes; none if there are fewer slots than owners.
  func slots(of owner: Int) -> Range<Slot> {
    Self.slots(of: owner, share: share, slotsCount: table.count)
  }

  private static func slots(of owner: Int, share: Int, slotsCount: Int) -> Range<Slot> {
    let first = min(owner * share, slotsCount)
    return Slot(first)..<Slot(min(first + share, slotsCount))
  }

  /// The part of so many slots that is an owner's: equal parts, but for the last.
  static func slots(of owner: Int, among ownersCount: Int, slotsCount: Int) -> Range<Slot> {
    slots(of: owner, share: share(slotsCount, among: ownersCount), slotsCount: slotsCount)
  }

  private static func share(_ slotsCount: Int, among ownersCount: Int) -> Int {
    (slotsCount + ownersCount - 1) / ownersCount
  }

  /// Records that a session is due for reclaim; on whichever thread ended its last use.
  @usableFromInline
  func reclaim(_ id: SessionID) {
    let generation = UInt64(id.generation)
    // Relaxed: decides by the value it replaces which report was first; the push orders the rest.
    let last = table[id.slot].reclaimed.exchange(generation, ordering: .relaxed)
    guard last != generation else { return violations.note(.reclaimedTwice, id) }
    // Relaxed: the owner wrote it before it opened or closed what is reported here.
    let living = table[id.slot].generation.load(ordering: .relaxed)
    guard living == generation else {
      return violations.note(.reclaimedOther, id, detail: "it held generation \(living)")
    }
    push(id.slot)
  }

  private func push(_ slot: Slot) {
    let owner = Slot(Int(slot) / share)
    // Relaxed: a guess, which the exchange checks.
    var head = due[owner].link.load(ordering: .relaxed)
    while true {
      // Relaxed: the exchange publishes it.
      table[slot].next.store(head, ordering: .relaxed)
      // Release: pairs with the acquiring exchange of `takeDue`, which then sees the link.
      let (isDone, old) = due[owner].link.weakCompareExchange(
        expected: head, desired: UInt64(slot) + 1, ordering: .releasing)
      if isDone { return }
      head = old
    }
  }

  /// Records that a close was refused, though no other thread closes this session.
  @usableFromInline
  func noteRefusedClose(of id: SessionID) { violations.note(.refusedClose, id) }

  /// Takes all that is due from the owner's queue; returns the first of its links.
  func takeDue(of owner: Int) -> UInt64 {
    // Relaxed: only to spare the exchange; what it misses, the next call finds.
    guard due[Slot(owner)].link.load(ordering: .relaxed) != 0 else { return 0 }
    // Acquire: pairs with the releasing exchanges of `push`, all of them, as they form one
    // sequence.
    return due[Slot(owner)].link.exchange(0, ordering: .acquiring)
  }

  /// The link after this slot in a queue that was taken.
  func link(after slot: Slot) -> UInt64 {
    // Relaxed: the queue is the caller's since `takeDue`.
    table[slot].next.load(ordering: .relaxed)
  }
}
