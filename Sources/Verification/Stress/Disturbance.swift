public import ModelChecker

/// What is done to the accesses of threads under stress.
public struct Disturbance: Sendable {
  /// One access in so many is delayed, as the seed draws it; 0 for none.
  public var delayOdds = 6
  /// The accesses that go wrong on purpose.
  public var alterations: [Alteration] = []
  public var holds: [Hold] = []
  /// Called with the site before each access that a thread makes outside of any stress. It may keep
  /// the thread there.
  public var atSite: (@Sendable (StaticString) -> Void)?

  public init() {}

  public init(alterations: [Alteration], holds: [Hold] = []) {
    self.alterations = alterations
    self.holds = holds
  }

  /// Delays and alters the accesses that this thread makes in the body, outside of any stress: as
  /// that participant, with delays drawn from the seed. There are no holds.
  ///
  /// What would end a play ends the process: an unlock by a thread that does not hold the lock, and
  /// a dropped lease.
  public func disturb(_ participant: Int, seed: UInt64, _ body: () -> Void) {
    Player(outside: participant, self, seed: seed).take(body)
  }
}

/// Holds a thread before an access until another thread has made one, so that a rare interleaving
/// happens each time.
///
/// Ends without it as soon as every other thread waits or has finished.
public struct Hold: Sendable {
  /// The part of the scenario that is held.
  public let part: String
  public let site: String
  /// Which step of an access that an alteration does in several.
  public let step: Int
  /// The access of another thread that ends it.
  public let until: String

  public init(_ part: String, at site: String, step: Int = 0, until: String) {
    self.part = part
    self.site = site
    self.step = step
    self.until = until
  }
}
