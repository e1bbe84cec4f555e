/// A quantity of an outcome that two arms are compared by.
public enum Metric: String, Codable, CaseIterable, Sendable {
  case messagesPerSecond = "messages_per_s"
  case serverCPU = "server_cpu_per_message_ns"
  case loadCPU = "load_cpu_per_message_ns"

  func value(of outcome: Outcome) -> Double? {
    switch self {
    case .messagesPerSecond: outcome.messagesPerSecond
    case .serverCPU: outcome.serverCPUNanoseconds
    case .loadCPU: outcome.loadCPUNanoseconds
    }
  }

  var title: String {
    switch self {
    case .messagesPerSecond: "messages/s"
    case .serverCPU: "server CPU/message"
    case .loadCPU: "generator CPU/message"
    }
  }
}
