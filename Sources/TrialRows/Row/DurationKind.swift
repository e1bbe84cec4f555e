/// What the durations of a histogram are; its raw value stands in the file's name.
public enum DurationKind: String, CaseIterable, Codable, CodingKeyRepresentable, Sendable {
  case closedLatency = "latency-closed"
  case openLatency = "latency-open"
  case closeToReuse = "close-to-reuse"

  /// One line for whoever opens the file.
  public var meaning: String {
    switch self {
    case .closedLatency:
      "closed loop: from sending a message to its reply; the next one waits for it"
    case .openLatency: "open loop: from a message's due time to its reply"
    case .closeToReuse: "from a session's close to the slot's next session"
    }
  }
}
