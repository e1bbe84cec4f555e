public import ModelChecker
public import SessionGuards

/// A lock by its specification, over a hardware word: a thread that cannot have it yields.
///
/// The system's own runs under stress in the guards on bare hardware; a thread that waits in the
/// kernel could not be ended.
public struct DelayedLock: Lock, ~Copyable {
  public typealias Fault = Stop
  public static var strategy: Strategy { .mutex }
  /// The thread that holds it; 0 while none does.
  private let holder = HardwareWord(0)

  public init() {}

  public func lock(_ site: StaticString) throws(Stop) {
    guard let player = Player.current else {
      while !take(site) { spinPause() }
      return
    }
    _ = try player.perform(Operation(.lock, .acquiring, 0, site)) { (_) throws(Stop) in
      try player.stay(site) { take(site) }
      return Value(0)
    }
  }

  public func unlock(_ site: StaticString) throws(Stop) {
    guard let player = Player.current else { return give(site) }
    _ = try player.perform(Operation(.unlock, .releasing, 0, site)) { (unlock) throws(Stop) in
      // Relaxed: only the holder's own access puts its name there and takes it away.
      if holder.load(.relaxed, site) != Self.me {
        try player.fail(unlock.toldUnheld(by: player.name))
      }
      give(site)
      return Value(0)
    }
  }

  /// This thread; all that take no part in a stress are one, as they never meet.
  private static var me: UInt64 { Player.current.map { UInt64($0.index) + 1 } ?? .max }

  private func take(_ site: StaticString) -> Bool {
    // Acquire: pairs with the releasing store of give; sees all that the last holder did.
    holder.compareExchange(0, Self.me, .acquiring, site) == 0
  }

  private func give(_ site: StaticString) {
    // Release: pairs with the acquiring exchange of take.
    holder.store(0, .releasing, site)
  }
}
