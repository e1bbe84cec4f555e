/// What a stress of one guard found.
public struct StressReport: Sendable, Codable {
  public let strategy: String
  /// Whether the guard ran on bare hardware, where only the threads around it are delayed.
  public let isBare: Bool
  public let seed: UInt64
  /// Slots that were played, audited or not.
  public let plays: Int
  /// The first thing that went wrong; nil if nothing did.
  public let violation: StressViolation?
}

/// A promise that a guard broke under stress.
public struct StressViolation: Sendable, Codable {
  /// Where in a plan.
  public struct Place: Sendable, Codable {
    public let seed: UInt64
    public let batch: Int
    public let slot: Int
    public let scenario: String
    /// What each part of the scenario does.
    public let script: String
  }

  public let strategy: String
  /// What happened; begins with the promise.
  public let reason: String
  public let place: Place
  /// The batch it happened in, by itself.
  public let replay: StressReplay
  /// How that batch is played again, in one line.
  public let advice: String

  public var promise: Promise? { Promise(reason: reason) }
}

extension StressViolation: CustomStringConvertible {
  public var description: String {
    """
    \(strategy) in \(place.scenario): \(reason)
    seed \(place.seed), batch \(place.batch), slot \(place.slot)
    \(place.script)
    \(advice)
    """
  }
}
