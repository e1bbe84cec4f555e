/// Where along its axes a scenario is run; nil where it has no such axis, or leaves the default.
public struct Axes: Codable, Hashable, Sendable {
  public var sessions: Int?
  public var threads: Int?
  public var connections: Int?
  public var depth: Int?
  public var ratePerSecond: Double?
  public var skew: Double?
  public var payloadBytes: Int?
  public var holdNanoseconds: Int?
  public var thinkNanoseconds: Int?
  public var closeRatio: Double?
  public var staleRatio: Double?
  public var senders: Int?
  public var flush: String?

  public init() {}

  /// The keys of the plans' JSON, in the order of the axes.
  enum CodingKeys: String, CodingKey, CaseIterable {
    case sessions, threads, connections, depth, ratePerSecond, skew, payloadBytes
    case holdNanoseconds, thinkNanoseconds, closeRatio, staleRatio, senders, flush
  }

  /// Reads the settings of a stored plan; each has to be one that its axis takes.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    for (axis, key) in zip(Axis.allCases, CodingKeys.allCases) {
      try axis.decode(key, from: container, in: &self)
    }
  }

  /// These settings, and where they are silent the others.
  public func over(_ others: Axes) -> Axes {
    var merged = others
    for axis in Axis.allCases where axis.isSet(in: self) { axis.copy(self, &merged) }
    return merged
  }

  /// The axes that are set, in their fixed order.
  public var axes: [Axis] { Axis.allCases.filter { $0.isSet(in: self) } }

  /// Writes the settings into a sample's columns.
  package func describe(in sample: inout Sample) {
    sample.sessionsCount = sessions
    sample.threadsCount = threads
    sample.connectionsCount = connections
    sample.depthCount = depth
    sample.ratePerSecond = ratePerSecond
    sample.skew = skew
    sample.payloadBytes = payloadBytes
    sample.holdNanoseconds = holdNanoseconds
    sample.thinkNanoseconds = thinkNanoseconds
    sample.closeRatio = closeRatio
    sample.staleRatio = staleRatio
    sample.sendersCount = senders
    sample.flush = flush
  }
}
