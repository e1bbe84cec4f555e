public import Probe

/// What every arm of a run has in common.
public struct Setting: Codable, Equatable, Sendable {
  public var connections = 64
  public var payloadBytes = 64
  public var reactors = 1
  public var loadThreads = 1
  public var warmUpSeconds = 0.3
  public var seconds = 1.0
  /// The processors that server and generator are kept on; nil: wherever the kernel puts them.
  public var serverProcessors: ProcessorSet?
  public var loadProcessors: ProcessorSet?

  public init() {}

  enum CodingKeys: String, CodingKey {
    case connections, reactors, seconds
    case payloadBytes = "payload_bytes"
    case loadThreads = "load_threads"
    case warmUpSeconds = "warm_up_s"
    case serverProcessors = "server_processors"
    case loadProcessors = "load_processors"
  }
}
