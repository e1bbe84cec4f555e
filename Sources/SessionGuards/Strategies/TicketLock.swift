extension Strategy {
  /// Numbers served in their order, held for the lease.
  public static let ticket = Strategy(
    name: "ticket", idea: "numbers served in order, spinning; held for the lease",
    closeRule: .early, isExclusive: true,
    source: "Reed and Kanodia, CACM 1979; libslock; Linux 2.6.25 to 4.1",
    slowPaths: ["TicketLock.wait"],
    x86Shape: ["lock xadd"],
    armShape: ArmShape(
      open: ["ldadd", "ldapr", "stlr"], acquire: ["ldadd", "ldapr", "stlr"], release: ["stlr"],
      close: ["ldadd", "ldapr", "stlr"], slowPath: ["ldapr"]))
}

/// A fair spin lock: each thread draws a number and waits until it is served.
///
///     next:    63 ............ 0      the number that the next thread draws
///     serving: 63 ............ 0      the number of the thread that has the lock
///
/// It is free while both are equal. The operations:
///
///     lock      next + 1, which draws the old number; then waits until `serving` is that number.
///     unlock    a store of serving + 1. Only the holder writes `serving`.
///
/// Why it is safe: an addition gives each number to one thread, and `serving` stands on each number
/// once, since 64 bits do not run out. So one thread at a time finds its own.
///
/// Fair: threads get it in the order in which they came. So a waiter that the system has put aside
/// is waited for by all behind it, as well as a holder: with more threads than processors, each
/// hand-over may cost a time slice. It never sleeps.
@frozen
public struct TicketLock<W: Word & ~Copyable>: Lock, ~Copyable {
  public typealias Fault = W.Fault
  @inlinable public static var strategy: Strategy { .ticket }

  @usableFromInline let next: W
  @usableFromInline let serving: W

  @inlinable @inline(__always)
  public init() {
    next = W(0)
    serving = W(0)
  }

  @inlinable @inline(__always)
  public func lock(_ site: StaticString) throws(Fault) {
    // Relaxed: a number is a place in the queue and no more; the look at `serving` orders.
    let number = try next.add(1, .relaxed, site)
    // Acquire: pairs with the releasing store of unlock; sees all that the last holder did.
    let served = try serving.load(.acquiring, "ticket.look")
    if served != number { try wait(for: number, after: served) }
  }

  @inlinable @inline(never)
  func wait(for number: UInt64, after served: UInt64) throws(Fault) {
    var served = served
    repeat {
      try serving.wait(while: served, "ticket.wait")
      // Acquire: as in lock.
      served = try serving.load(.acquiring, "ticket.turn")
    } while served != number
  }

  @inlinable @inline(__always)
  public func unlock(_ site: StaticString) throws(Fault) {
    // Relaxed: this thread has the lock, so that no other writes the word.
    let served = try serving.load(.relaxed, "ticket.served")
    // Release: pairs with the acquiring loads of the next holder.
    try serving.store(served + 1, .releasing, site)
  }
}
