public import Reactor
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
///    Whoever read 1 signals, and the wait ends or does not begin: the signal is a lasting edge.
///
/// Whoever finds a slot marked dirty already relies on the signal of the thread that marked it.
@frozen @usableFromInline
struct Mailbox: ~Copyable {
  /// Slots with entries in their ring that nobody tried to write, or whose writer gave up.
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
    // of wakers before it; shows what they pushed to whoever acquires this exchange only.
    guard sleep.exchange(0, ordering: .acquiringAndReleasing) == 1 else { return false }
    wakeup.signal()
    return true
  }

  /// Falls asleep if nothing is there and the order is still `known`; the reactor waits only if
  /// this answers true.
  @usableFromInline
  func mayWait(_ known: Order) -> Bool {
    // Acquire: pairs with the release in `wake`; what wakers pushed before is seen below. Release:
    // as in `wake`.
    _ = sleep.exchange(1, ordering: .acquiringAndReleasing)
    // Relaxed: as for the stacks; given before the exchange that this one read, or a signal will
    // come.
    let isOrderKnown = order.load(ordering: .relaxed) == known.rawValue
    if isOrderKnown, dirty.isEmpty, reported.isEmpty { return true }
    awaken()
    return false
  }

  /// The reactor is awake: nobody needs to signal.
  @usableFromInline
  func awaken() {
    // Acquire and release: what comes after it in the word's order has to see the wakers before it.
    // A waker that reads this zero does not signal, so it must not be cut off from the next look.
    _ = sleep.exchange(0, ordering: .acquiringAndReleasing)
  }

  /// Tells the reactor to end.
  func give(_ order: Order, graceMilliseconds: Int64) {
    // Relaxed: published by the store that follows.
    grace.store(UInt64(max(0, graceMilliseconds)) * 1_000_000, ordering: .relaxed)
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

  /// Ends so many mailboxes; nobody may wake their reactors any more.
  static func deallocate(_ mailboxes: UnsafeMutablePointer<Mailbox>, count: Int) {
    unsafe mailboxes.deinitialize(count: count)
    unsafe mailboxes.deallocate()
  }
}
