/// What one trial of an arm showed.
public struct Outcome: Codable, Equatable, Sendable {
  public var messagesPerSecond: Double
  /// CPU of the server process for each message, within the measurement: starting and ending do not
  /// count. Nil where the generator does not say when it measures, as ours does not.
  public var serverCPUNanoseconds: Double?
  /// The same of the generator, by its own reading.
  public var loadCPUNanoseconds: Double
  /// All messages of the trial, counted by the side that is one of the C peers.
  public var messages: UInt64

  public init(
    messagesPerSecond: Double, serverCPUNanoseconds: Double?, loadCPUNanoseconds: Double,
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
