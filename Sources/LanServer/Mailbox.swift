public import Reactor
public import Synchronization

/// What other threads tell a reactor, and how they wake it.
///
/// **No wake-up is lost.** A thread pushes to a stack, or gives an order, and then exchanges the
/// sleep word for awake; the reactor exchanges it for asleep, looks at stacks and order, and waits
/// only if nothing is new. Both are read-modify-writes of one word with acquire and release, so one
/// of them comes first. If it is the other thread's, the reactor's exchange reads it, or a later
/// one that continues it, and the look sees the push. If it is the reactor's, the other thread
/// reads
/// *asleep* and signals; the wait ends, or does not begin.
///
/// Whoever finds a slot marked dirty already relies on the signal of the thread that marked it.
@frozen @usableFromInline
struct Mailbox: ~Copyable {
  /// Slots with entries in their ring that nobody tried to write, or whose writer gave up.
  @usableFromInline let dirty = SlotStack()
  /// Slots whose session was reported for reclaim.
  @usableFromInline let reported = SlotStack()
  /// One while the reactor sleeps or is about to.
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
    // Release: pairs with the acquire in `mayWait`; shows the push. Acquire: nothing is read after
    // it, but a read-modify-write must carry on what it replaces.
    guard sleep.exchange(0, ordering: .acquiringAndReleasing) == 1 else { return false }
    wakeup.signal()
    return true
  }

  /// Falls asleep if nothing is there and the order is still `known`; the reactor waits only if
  /// this answers true.
  @usableFromInline
  func mayWait(_ known: Order) -> Bool {
    // Acquire: pairs with the release in `wake`; what a waker pushed before is seen below. Release:
    // carries on what it replaces.
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
    // Relaxed: who reads it does without a signal, and the reactor exchanges the word before its
    // next wait.
    sleep.store(0, ordering: .relaxed)
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
