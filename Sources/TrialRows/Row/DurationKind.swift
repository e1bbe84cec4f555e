/// The kind of a histogram's durations. Its raw value is part of the file's name.
public enum DurationKind: String, CaseIterable, Codable, CodingKeyRepresentable, Sendable {
  case closedLatency = "latency-closed"
  case openLatency = "latency-open"
  case closeToReuse = "close-to-reuse"
  case pause

  /// The meaning in one line, which stands in the file.
  public var meaning: String {
    switch self {
    case .closedLatency:
      "closed loop: from sending a message to its reply; the next one waits for it"
    case .openLatency: "open loop: from a message's due time to its reply"
    case .closeToReuse: "from a session's close to the slot's next session"
    case .pause: "a thread's batches of sends, closes and reuses included"
    }
  }
}
