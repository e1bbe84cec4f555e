/// What one chapter of the sequential story found in one guard.
public struct SequentialFinding: Sendable, Codable, Equatable {
  public let chapter: String
  /// What the chapter tries, in one sentence.
  public let idea: String
  /// The first thing that went wrong, which begins with the promise that it breaks; nil if nothing
  /// did.
  public let wrong: String?
  /// What the chapter had done when it ended.
  public let tried: SequentialTried
}

/// How much was done to a guard, counted as it was done.
public struct SequentialTried: Sendable, Codable, Equatable {
  /// The most slots that were open at once.
  public var slots = 0
  /// The most leases that were out at once, each with a participant of its own.
  public var participants = 0
  /// The most lives of one slot.
  public var generations = 0
  /// Sends whose id had to be refused.
  public var staleSends = 0

  public init() {}

  /// Takes in what another chapter tried: the widest of each, and the sum of the sends.
  public mutating func join(_ other: SequentialTried) {
    slots = max(slots, other.slots)
    participants = max(participants, other.participants)
    generations = max(generations, other.generations)
    staleSends += other.staleSends
  }
}

extension SequentialTried: CustomStringConvertible {
  public var description: String {
    "\(slots) slots open at once, \(participants) leases out at once, "
      + "\(generations) generations of one slot, \(staleSends) stale sends"
  }
}
