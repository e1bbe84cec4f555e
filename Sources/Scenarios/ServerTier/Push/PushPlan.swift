internal import Tables
internal import TrialRows

/// What the threads outside the reactors send, to which sessions, and how fast.
public struct PushPlan: Codable, Hashable, Sendable {
  /// Threads, each with a sender of its own; 0: only the reactors send.
  public var senders = 0
  /// Pushes per second over all threads; nil: as fast as they can.
  ///
  /// A client that cannot keep up is then disconnected as a slow reader.
  public var ratePerSecond: Double?
  public var payloadBytes = 64
  /// Zipf's exponent of the targets; 0 is uniform.
  public var skew = 0.0
  /// The share of the sends that go to the hot set; not beside a skew.
  public var hotShare = 0.0
  /// Whether all threads send to one session.
  public var isHot = false
  /// The share of sends that name a session of the past.
  public var staleShare = 0.0
  /// Sessions per second, over all threads, that the threads disconnect.
  public var disconnectsPerSecond = 0.0

  public init() {}

  func validate(maximumPayload: Int) throws(UsageError) {
    try Limits(0...1024).require(senders, "--senders")
    try Limits(24...maximumPayload).require(payloadBytes, "--push-payload")
    try Limits.rate(of: "pushes", upTo: 1e9).require(ratePerSecond, "--push-rate")
    try Limits(0...4).require(skew, "--push-skew")
    try Limits.share.require(hotShare, "--push-hotset")
    if skew > 0, hotShare > 0 {
      throw .other("--push-skew and --push-hotset exclude each other")
    }
    try Limits.share.require(staleShare, "--stale-share")
    try Limits(0...1e6, of: "sessions per second")
      .require(disconnectsPerSecond, "--disconnect-rate")
    guard senders > 0 || disconnectsPerSecond == 0 else {
      throw .other("--disconnect-rate needs --senders: those threads disconnect the sessions")
    }
  }
}
