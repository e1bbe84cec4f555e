public import SessionGuards
public import Synchronization

/// Slots that any thread hands to one reactor: pushed one by one, taken all at once.
///
/// A Treiber stack whose links stand in the slots' own records, so that it needs no memory and
/// never fills up. Nobody pops a single slot, hence there is no ABA. The caller sees to it that a
/// slot is pushed at most once between two takes.
@frozen @usableFromInline
struct SlotStack: ~Copyable {
  /// The slot on top, plus one; zero for none.
  @usableFromInline let top = Atomic<UInt32>(0)

  @usableFromInline
  init() {}

  /// Puts `slot` on top; `link` is the slot's own word for this stack.
  @usableFromInline
  func push(_ slot: Slot, link: borrowing Atomic<UInt32>) {
    // Relaxed: a guess that the exchange checks.
    var below = top.load(ordering: .relaxed)
    while true {
      // Relaxed: published by the exchange.
      link.store(below, ordering: .relaxed)
      // Release: pairs with the acquire in `takeAll`; the owner sees the link and all that came
      // before. It carries on earlier pushes' releases, as every read-modify-write does.
      let (exchanged, original) = top.weakCompareExchange(
        expected: below, desired: slot &+ 1, ordering: .releasing)
      if exchanged { return }
      below = original
    }
  }

  /// Takes everything, and answers the top as `next` understands it.
  @usableFromInline
  func takeAll() -> UInt32 {
    // Acquire: pairs with the releases of all pushes that are taken.
    top.exchange(0, ordering: .acquiring)
  }

  /// Whether there is something to take.
  @usableFromInline var isEmpty: Bool {
    // Relaxed: asked between setting the sleep word and sleeping; that word's exchange has acquired
    // every push whose pusher it will not be woken by. See `Mailbox`.
    top.load(ordering: .relaxed) == 0
  }
}
