/// Where a run stands, a few times per second.
public struct LoadProgress: Equatable, Sendable {
  public enum Stage: String, Sendable {
    case connecting, warmUp, measuring, draining
  }

  public var stage: Stage
  public var connectedCount: Int
  public var connectionsCount: Int
  /// Messages that came back or were pushed, since the beginning.
  public var messagesCount: UInt64
  public var violationsCount: UInt64
  /// What the rest of the plan takes at most; nil while connecting, which takes what it takes.
  public var remainingSeconds: Double?
}
