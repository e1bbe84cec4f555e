/// What the threads outside the reactors send, to whom, and how fast.
public struct PushPlan: Codable, Hashable, Sendable {
  /// Threads, each with a sender of its own; 0: nobody sends but the reactors.
  public var senders = 0
  /// Pushes per second over all threads; nil: as fast as they can.
  ///
  /// A client that cannot keep up is then disconnected as a slow reader.
  public var ratePerSecond: Double?
  public var payloadBytes = 64
  /// Zipf's exponent of the targets; 0 is uniform.
  public var skew = 0.0
  /// Whether everybody sends to one and the same session.
  public var isHot = false
  /// The share of sends that name a session of the past.
  public var staleShare = 0.0
  /// Sessions per second, over all threads, that the threads disconnect.
  public var disconnectsPerSecond = 0.0

  public init() {}

  func validate(maximumPayload: Int) throws(UsageError) {
    try require(senders, in: 0...1024, "--senders")
    try require(payloadBytes, in: 24...maximumPayload, "--push-payload")
    if let ratePerSecond, !(ratePerSecond > 0 && ratePerSecond <= 1e9) {
      throw .other("--push-rate \(ratePerSecond): expected more than 0 per second, at most 1e9")
    }
    guard (0...4).contains(skew) else {
      throw .other("--push-skew \(skew): expected a number from 0 to 4")
    }
    guard (0...1).contains(staleShare) else {
      throw .other("--stale-share \(staleShare): expected a number from 0 to 1")
    }
    guard disconnectsPerSecond >= 0, disconnectsPerSecond <= 1e6 else {
      throw .other("--disconnect-rate \(disconnectsPerSecond): expected 0 to 1,000,000 per second")
    }
    guard senders > 0 || disconnectsPerSecond == 0 else {
      throw .other("--disconnect-rate needs --senders: they are who disconnects")
    }
  }
}
