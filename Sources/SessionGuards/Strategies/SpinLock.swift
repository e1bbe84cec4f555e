extension Strategy {
  /// Test-and-test-and-set with a pause, held for the lease.
  public static let spinlock = Strategy(
    name: "spinlock", idea: "test-and-test-and-set with pause, held for the lease",
    closeRule: .early, isExclusive: true,
    source: "Rudolph and Segall, ISCA 1984; found in every game server",
    slowPaths: ["SpinLock.lockContended"],
    x86Shape: ["xchg"],
    armShape: ArmShape(
      open: ["swpa", "stlr"], acquire: ["swpa", "stlr"], release: ["stlr"],
      close: ["swpa", "stlr"], slowPath: ["swpa"]),
    hasTwin: true)
}

/// Test-and-test-and-set: one exchange when free, reads only while it is taken.
///
/// Unfair, and it never sleeps: a holder that is preempted keeps all others spinning until it runs
/// again.
@frozen
public struct SpinLock<W: Word & ~Copyable>: Lock, ~Copyable {
  public typealias Fault = W.Fault
  @inlinable public static var strategy: Strategy { .spinlock }

  /// 1 while a thread holds it.
  @usableFromInline let held: W

  @inlinable @inline(__always)
  public init() { held = W(0) }

  @inlinable @inline(__always)
  public func lock(_ site: StaticString) throws(Fault) {
    // Acquire: pairs with the releasing store of unlock; sees all that the last holder did.
    if try held.exchange(1, .acquiring, site) != 0 { try lockContended() }
  }

  @inlinable @inline(never)
  func lockContended() throws(Fault) {
    repeat {
      try held.wait(while: 1, "spin.wait")
      // Acquire: as in lock.
    } while try held.exchange(1, .acquiring, "spin.retry") != 0
  }

  @inlinable @inline(__always)
  public func unlock(_ site: StaticString) throws(Fault) {
    // Release: pairs with the acquiring exchange of the next holder.
    try held.store(0, .releasing, site)
  }
}
