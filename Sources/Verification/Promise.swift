/// What a guard promises, in the words of its contract, and what every program must keep.
///
/// The text of a violation begins with the promise that it breaks.
public enum Promise: String, CaseIterable, Sendable {
  case leaseHoldsSlot = "1: while a lease is out, its slot is not reclaimed"
  case reclaimedOnce =
    "2: one close wins, and reclaim follows exactly once, after the last lease is back"
  case onlyItsOwn = "3: an id of another generation is never granted"
  case liveIsGranted = "4: with no close in flight, a live id is granted"
  case closeRefuses = "5: after a won close, an early guard grants nothing more"
  case excludes = "a guard that says so lends a session to one thread at a time"
  case endsLeases = "a lease that was granted is ended by release, and by nothing else"
  case conserves = "a message that is sent is delivered or refused, and counted once"
  case progress = "no thread waits for ever"

  /// The promise that a violation's reason speaks of.
  public init?(reason: String) {
    if reason.hasPrefix("blocked for ever") || reason.hasPrefix("no end after") {
      self = .progress
    } else if reason.hasPrefix("a lease was dropped") {
      self = .endsLeases
    } else if reason.contains("gives back a lock that it does not hold") {
      self = .excludes
    } else if reason.hasPrefix("data race") {
      self = reason.contains(Site.exclusive) ? .excludes : .leaseHoldsSlot
    } else if let promise = Promise.allCases.first(where: { reason.hasPrefix($0.rawValue) }) {
      self = promise
    } else {
      return nil
    }
  }
}

/// The names of the accesses that a scenario makes beside the guard's own.
enum Site {
  static let exclusive = "lease.exclusive"
  /// Accesses to words that the scenario makes, not the guard.
  static let ofScenarios: Set<String> = [
    "reclaim.done", "settle.wait", "settle.done", "settle.look", "settle.idle", "close.tell",
    "told.look",
  ]
}
