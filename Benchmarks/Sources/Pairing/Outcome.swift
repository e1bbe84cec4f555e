/// What one trial of an arm showed.
public struct Outcome: Codable, Equatable, Sendable {
  public var messagesPerSecond: Double
  /// CPU of the whole server process for each message that it answered, warm-up and start included.
  public var serverCPUNanoseconds: Double
  /// The same for the generator.
  public var loadCPUNanoseconds: Double
  /// All messages of the trial, counted by the side that is one of the C peers.
  public var messages: UInt64

  public init(
    messagesPerSecond: Double, serverCPUNanoseconds: Double, loadCPUNanoseconds: Double,
    messages: UInt64
  ) {
    self.messagesPerSecond = messagesPerSecond
    self.serverCPUNanoseconds = serverCPUNanoseconds
    self.loadCPUNanoseconds = loadCPUNanoseconds
    self.messages = messages
  }

  enum CodingKeys: String, CodingKey {
    case messagesPerSecond = "messages_per_s"
    case serverCPUNanoseconds = "server_cpu_per_message_ns"
    case loadCPUNanoseconds = "load_cpu_per_message_ns"
    case messages = "messages_count"
  }
}
