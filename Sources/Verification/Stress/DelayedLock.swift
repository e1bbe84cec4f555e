public import ModelChecker
public import SessionGuards

/// A lock by its specification, over a hardware word: who cannot have it yields.
///
/// The system's own runs under stress in the guards on bare hardware; a thread that waits in the
/// kernel could not be ended.
public struct DelayedLock: Lock, ~Copyable {
  public typealias Fault = Stop
  public static var strategy: Strategy { .mutex }
  /// 1 while somebody holds it.
  private let held = HardwareWord(0)

  public init() {}

  public func lock(_ site: StaticString) throws(Stop) {
    guard let player = Player.current else {
      while !take(site) { spinPause() }
      return
    }
    _ = try player.perform(Operation(.lock, .acquiring, 0, site, Value(1))) {
      (_) throws(Stop) in
      try player.stay(site) { take(site) }
      return Value(0)
    }
  }

  public func unlock(_ site: StaticString) throws(Stop) {
    guard let player = Player.current else { return give(site) }
    _ = try player.perform(Operation(.unlock, .releasing, 0, site)) { (_) throws(Stop) in
      give(site)
      return Value(0)
    }
  }

  private func take(_ site: StaticString) -> Bool {
    // Acquire: pairs with the releasing store of give; sees all that the last holder did.
    held.compareExchange(0, 1, .acquiring, site) == 0
  }

  private func give(_ site: StaticString) {
    // Release: pairs with the acquiring exchange of take.
    held.store(0, .releasing, site)
  }
}
