/// One broken promise of a guard: a use of a session that the guard must make impossible.
public struct LifetimeViolation: Codable, Hashable, Sendable {
  public enum Kind: String, Codable, Sendable {
    case wrongGeneration = "used under a lease while its slot held another generation"
    case refusedLive = "refused though it was live and not closed"
    case refusedClose = "its only closer was told that it was not the first"
    case reclaimedTwice = "reclaimed twice"
    case reclaimedOther = "reclaimed while its slot held another generation"
    case neverReclaimed = "closed, at rest, and never reclaimed"
    case grantedAfterClose = "granted after its close had returned, by a guard that closes early"
    case wrongDelivery = "a message reached another client"
    case sharedSession = "two clients were told that it is theirs"
    case lostMessage = "a message is missing from the middle of its sequence"
    case repeatedMessage = "a message arrived twice"
    case corruptedMessage = "a message arrived with wrong bytes"
    case serverPromise = "the server found a promise of the guard's broken"
    case miscount = "the counts of sent and delivered messages do not add up"
  }

  public let kind: Kind
  public let slot: UInt32
  public let generation: UInt32
  /// What else is known, such as the value that was found instead.
  public let detail: String?

  public init(_ kind: Kind, slot: UInt32, generation: UInt32, detail: String? = nil) {
    self.kind = kind
    self.slot = slot
    self.generation = generation
    self.detail = detail
  }
}

extension LifetimeViolation: CustomStringConvertible {
  public var description: String {
    "session of slot \(slot), generation \(generation): \(kind.rawValue)"
      + (detail.map { " (\($0))" } ?? "")
  }
}
