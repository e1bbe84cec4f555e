public import Reactor
public import SessionGuards
public import Synchronization

/// What other threads tell a reactor, and how they wake it.
///
/// **No wake-up is lost.** The sleep word is only ever exchanged, with acquire and release: by a
/// waker to 0 after its push or its order (W), by the reactor to 1 before it looks at stacks and
/// order (A), and by the reactor to 0 when its wait has ended, or did not begin (E). So each reads
/// its predecessor in the word's order, and whatever a thread did before its exchange is visible
/// after every later one. A store in place of any of them would break this: the exchange after a
/// store acquires the store's thread alone. Now take a W, and the reactor's exchange before it:
///
/// 1. It is an E, or there is none. Before it waits again the reactor does A, which comes after W,
///    and its look sees the push, unless it has taken it already.
/// 2. It is an A. Either W is the first behind it and reads 1, or another waker's was, and read 1.
///    The thread that read 1 signals, and the wait ends or does not begin: the signal is a lasting
///    edge.
///
/// A thread that finds a slot marked dirty already relies on the signal of the thread that marked
/// it.
@frozen @usableFromInline
struct Mailbox: ~Copyable {
  /// Slots with entries in their ring that no thread tried to write, or whose writer gave up.
  @usableFromInline let dirty = SlotStack()
  /// Slots whose session was reported for reclaim.
  @usableFromInline let reported = SlotStack()
  /// One while the reactor sleeps or is about to. Exchanged, never stored to.
  @usableFromInline let sleep = Atomic<UInt32>(0)
  /// What the server wants of the reactor.
  @usableFromInline let order = Atomic<UInt32>(0)
  /// How long a drain may take; published by `order`.
  @usableFromInline let grace = Atomic<UInt64>(0)
  /// What ends the reactor's sleep.
  ///
  /// Open for as long as the table, not the reactor: a thread that has found the reactor asleep may
  /// signal at any later time, also when an event has woken the reactor meanwhile, it has released
  /// its last session and its server has been stopped. Every such thread keeps the table.
  @usableFromInline let wakeup: Wakeup

  @usableFromInline
  enum Order: UInt32 {
    case serve, drain, stop
  }

  init(_ ledger: DescriptorLedger) throws(Errno) {
    wakeup = try Wakeup(ledger: ledger)
  }

  /// Ends the reactor's sleep, and reports whether that took a signal.
  @usableFromInline @discardableResult
  func wake() -> Bool {
    // Release: pairs with the acquire in `mayWait`; shows the push. Acquire: pairs with releases
    // of wakers before it; shows what they pushed to a thread that acquires this exchange only.
    guard sleep.exchange(0, ordering: .acquiringAndReleasing) == 1 else { return false }
    wakeup.signal()
    return true
  }

  /// Falls asleep if nothing is there and the order is still `known`; the reactor waits only if
  /// this returns true.
  @usableFromInline
  func mayWait(_ known: Order) -> Bool {
    // Acquire: pairs with the release in `wake`; what wakers pushed before is seen below. Release:
    // as in `wake`.
    _ = sleep.exchange(1, ordering: .acquiringAndReleasing)
    if isQuiet(known) { return true }
    awaken()
    return false
  }

  /// Whether nothing is there and the order is still `known`.
  private func isQuiet(_ known: Order) -> Bool {
    // Relaxed: as for the stacks; given before the exchange that this one read, or a signal will
    // come.
    let isOrderKnown = order.load(ordering: .relaxed) == known.rawValue
    return isOrderKnown && dirty.isEmpty && reported.isEmpty
  }

  /// The reactor is awake: no thread needs to signal.
  @usableFromInline
  func awaken() {
    // Acquire and release: what comes after it in the word's order has to see the wakers before it.
    // A waker that reads this zero does not signal, so it must not be cut off from the next look.
    _ = sleep.exchange(0, ordering: .acquiringAndReleasing)
  }

  /// Tells the reactor to end.
  func give(_ order: Order, grace: Duration) {
    let (seconds, attoseconds) = max(.zero, grace).components
    // A grace of more than a hundred years is no other than one of a hundred.
    let nanoseconds = UInt64(min(seconds, 100 * 366 * 86_400)) * 1_000_000_000
    // Relaxed: published by the store that follows.
    self.grace.store(nanoseconds + UInt64(attoseconds / 1_000_000_000), ordering: .relaxed)
    // Release: pairs with the acquire in `currentOrder`.
    self.order.store(order.rawValue, ordering: .releasing)
    wake()
  }

  @usableFromInline var currentOrder: Order {
    // Acquire: pairs with the release in `give`; the grace belongs to it.
    Order(rawValue: order.load(ordering: .acquiring)) ?? .stop
  }

  @usableFromInline var graceNanoseconds: UInt64 {
    // Relaxed: acquired with the order.
    grace.load(ordering: .relaxed)
  }
}

// MARK: - One mailbox of several reactors

/// With `Topology.shared` several reactors sleep on one mailbox, and its wake-up ends the wait of
/// one of them.
///
/// **No wake-up is lost.** What `Mailbox` says of the reactor's exchange before W now holds for
/// whichever reactor's it is:
///
/// 1. It is an E. Its reactor does A before it waits, behind W, and its look sees the push.
/// 2. It is an A, or the exchange to 1 of a reactor that wakes while others sleep. The thread that
///    read that 1 signals. A reactor's wait ends with it, or does not begin, and its own exchange
///    comes behind W.
///
/// In both cases a reactor looks after an exchange that comes behind W.
extension Mailbox {
  /// Falls asleep among `sleepers` if nothing is there and the order is still `known`; the reactor
  /// waits only if this returns true.
  @usableFromInline
  func mayWait(_ known: Order, among sleepers: borrowing Atomic<Int>) -> Bool {
    // Relaxed: a stale count costs a signal, or leaves one to the reactor that is awake.
    sleepers.wrappingAdd(1, ordering: .relaxed)
    // Acquire and release: as in the other form.
    _ = sleep.exchange(1, ordering: .acquiringAndReleasing)
    if isQuiet(known) { return true }
    awaken(among: sleepers)
    return false
  }

  /// One reactor is awake, and looks after this. If others sleep, the next waker signals.
  @usableFromInline
  func awaken(among sleepers: borrowing Atomic<Int>) {
    // Relaxed: as in `mayWait`.
    let left = sleepers.wrappingSubtract(1, ordering: .relaxed).newValue
    // Acquire and release: as in the other form.
    _ = sleep.exchange(left > 0 ? 1 : 0, ordering: .acquiringAndReleasing)
  }

  /// Ends the sleep of another reactor, whether or not one sleeps.
  @usableFromInline
  func pass() {
    // Acquire and release: as in `wake`.
    _ = sleep.exchange(0, ordering: .acquiringAndReleasing)
    wakeup.signal()
  }
}

// MARK: - The mailboxes of a table

extension Mailbox {
  /// Makes one mailbox for each of `count` reactors, or none if the kernel refuses a wake-up.
  static func allocate(
    count: Int, _ ledger: DescriptorLedger
  ) throws(Errno) -> UnsafeMutablePointer<Mailbox> {
    let mailboxes = UnsafeMutablePointer<Mailbox>.allocate(capacity: count)
    for reactor in 0..<count {
      do throws(Errno) {
        unsafe (mailboxes + reactor).initialize(to: try Mailbox(ledger))
      } catch {
        unsafe deallocate(mailboxes, count: reactor)
        throw error
      }
    }
    return unsafe mailboxes
  }

  /// Ends `count` mailboxes; no thread may wake their reactors any more.
  static func deallocate(_ mailboxes: UnsafeMutablePointer<Mailbox>, count: Int) {
    unsafe mailboxes.deinitialize(count: count)
    unsafe mailboxes.deallocate()
  }
}

// MARK: - Slots on their way to a reactor

/// Slots that any thread hands to one reactor: pushed one by one, taken all at once.
///
/// A Treiber stack whose links stand in the slots' own records, so that it needs no memory and
/// never fills up. No thread pops a single slot, hence there is no ABA. The caller pushes a slot at
/// most once between two takes.
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

  /// Takes everything, and returns the top as `next` understands it.
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

// MARK: - The stacks' marks in a session's record

extension SharedRecord {
  /// Claims to be the one that pushes the slot to the stack of dirty slots.
  @usableFromInline
  func markDirty() -> Bool {
    // Release: pairs with the acquire in `clearDirty`. If this reads one, that exchange is still to
    // come and reads this one or a later: either way the look that follows it sees the entry.
    // Acquire: carries on what it replaces.
    dirty.exchange(1, ordering: .acquiringAndReleasing) == 0
  }

  /// Takes the slot off the dirty stack; returns the next one as the stack's top would.
  ///
  /// The owner looks at the ring after it.
  @usableFromInline
  func clearDirty() -> UInt32 {
    // Relaxed: acquired with the stack. Read first: once the mark is cleared the slot may be pushed
    // again.
    let next = dirtyLink.load(ordering: .relaxed)
    // Acquire: pairs with the release in `markDirty`; a thread that found the mark set, and so did
    // not push, has its entry seen. Release: carries on what it replaces.
    _ = dirty.exchange(0, ordering: .acquiringAndReleasing)
    return next
  }

  /// Claims to report a generation for reclaim: once each, and one at a time.
  @usableFromInline
  func markReported(_ generation: UInt32) -> Bool {
    let isDue: UInt64 = 1 << 32
    // Relaxed: a guess that the exchange checks.
    var old = reported.load(ordering: .relaxed)
    while old & isDue == 0, UInt32(truncatingIfNeeded: old) != generation {
      // Relaxed: keeps two reports apart; the push publishes.
      let (exchanged, original) = reported.compareExchange(
        expected: old, desired: isDue | UInt64(generation), ordering: .relaxed)
      if exchanged { return true }
      old = original
    }
    return false
  }

  /// Takes the slot off the stack of reported ones; returns the generation and the next one.
  @usableFromInline
  func clearReported() -> (generation: UInt32, next: UInt32) {
    // Relaxed, all: acquired with the stack. The link first: once the mark is cleared the slot may
    // be pushed again; until then neither changes.
    let next = reportedLink.load(ordering: .relaxed)
    let generation = UInt32(truncatingIfNeeded: reported.load(ordering: .relaxed))
    reported.store(UInt64(generation), ordering: .relaxed)
    return (generation, next)
  }
}
