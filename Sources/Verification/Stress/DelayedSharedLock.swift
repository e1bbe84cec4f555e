public import ModelChecker
public import SessionGuards

/// A lock that many threads share or one has alone, by its specification, over a hardware word: a
/// thread that cannot have it yields. As `DelayedLock` stands in for the system's mutex.
public struct DelayedSharedLock: SharedLock, ~Copyable {
  public typealias Fault = Stop
  /// How many threads share it; `alone` while one has it so.
  private let holders = HardwareWord(0)
  private static let alone = UInt64.max

  public init() {}

  public func lockShared(_ site: StaticString) throws(Stop) {
    try reach(.lockShared, site) { takeShare(site) }
  }

  public func unlockShared(_ site: StaticString) throws(Stop) {
    try give(.unlockShared, site) {
      // Relaxed: a sharer's own share keeps it from being 0 or `alone`.
      let held = holders.load(.relaxed, site)
      guard held != 0, held != Self.alone else { return false }
      // Release: pairs with the acquiring exchange of takeAlone.
      _ = holders.add(0 &- 1, .releasing, site)
      return true
    }
  }

  public func lock(_ site: StaticString) throws(Stop) {
    try reach(.lock, site) {
      // Acquire: pairs with the releasing accesses of both unlocks.
      holders.compareExchange(0, Self.alone, .acquiring, site) == 0
    }
  }

  public func unlock(_ site: StaticString) throws(Stop) {
    try give(.unlock, site) {
      // Release: pairs with the acquiring exchanges of the next holders.
      holders.compareExchange(Self.alone, 0, .releasing, site) == Self.alone
    }
  }

  private func takeShare(_ site: StaticString) -> Bool {
    // Relaxed: a guess, which the exchange checks.
    let held = holders.load(.relaxed, site)
    if held == Self.alone { return false }
    // Acquire: pairs with the releasing exchange of unlock.
    return holders.compareExchange(held, held + 1, .acquiring, site) == held
  }

  private func reach(
    _ kind: Operation.Kind, _ site: StaticString, _ take: () -> Bool
  ) throws(Stop) {
    guard let player = Player.current else {
      while !take() { spinPause() }
      return
    }
    _ = try player.perform(Operation(kind, .acquiring, 0, site)) { (_) throws(Stop) in
      try player.stay(site, until: take)
      return Value(0)
    }
  }

  private func give(
    _ kind: Operation.Kind, _ site: StaticString, _ give: () -> Bool
  ) throws(Stop) {
    guard let player = Player.current else {
      _ = give()
      return
    }
    _ = try player.perform(Operation(kind, .releasing, 0, site)) { (unlock) throws(Stop) in
      if !give() { try player.fail(unlock.toldUnheld(by: player.name)) }
      return Value(0)
    }
  }
}
