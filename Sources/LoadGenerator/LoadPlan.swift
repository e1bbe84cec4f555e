/// Everything that decides what the load generator does; two runs of one plan send the same.
public struct LoadPlan: Codable, Equatable, Sendable {
  /// When the next message goes out.
  public enum Loop: String, Codable, Sendable {
    /// On a reply; `depth` messages are in flight on every connection.
    case closed
    /// On its due time, independently of the server; latency counts from there.
    case open
    /// Never; the clients only check what is pushed to them.
    case listen
  }

  /// How due times follow each other on one connection.
  public enum Arrivals: String, Codable, Sendable {
    /// Independently, at exponential distances, as from many people.
    case poisson
    /// At equal distances; the connections begin at different moments.
    case even
  }

  /// An IPv4 address, or `localhost`.
  public var host = "127.0.0.1"
  public var port: UInt16
  public var connections = 64
  /// Threads of the generator; the connections are dealt to them in turn.
  public var threads = 1

  /// Messages in flight per connection of the closed loop; 0 with no rate: the clients listen.
  public var depth = 1
  /// Messages per second over all connections; set, it makes the loop open.
  public var ratePerSecond: Double?
  public var arrivals = Arrivals.poisson
  /// Zipf's exponent over the connections: of the rate in an open loop, of commands in any.
  public var skew = 0.0
  /// Messages that a connection of the open loop leaves unanswered before the next ones wait.
  public var inFlightLimit = 256
  public var payloadBytes = 64

  public var warmUpSeconds = 0.5
  public var durationSeconds = 2.0
  /// How long the last replies may take after the measurement.
  public var drainSeconds = 2.0
  /// Whether the drain also waits for pushes, until none has come for 50 ms.
  public var awaitsPushes = false
  /// How long connecting and being welcomed may make no progress.
  public var greetingSeconds = 5.0
  /// Connections begun per second; nil: as fast as they are welcomed.
  public var rampPerSecond: Double?

  /// Connections per second that the clients end and make again.
  public var churnPerSecond = 0.0
  /// The share of those that end by a reset, in the middle of a frame, instead of a FIN.
  public var resetShare = 0.0
  /// The share of connections that read nothing after their welcome and send all they can.
  public var stopReadingShare = 0.0
  /// Whether the server may end connections: they are made again then; else it is a fault.
  public var serverMayClose = false
  public var commands: [CommandStream] = []
  /// The most senders whose pushes one connection checks.
  public var sendersLimit = 32

  /// Without frames, welcome and marks, against a raw echo.
  public var raw = false
  /// The token that every welcome must carry; nil: that of the first one.
  public var token: RunToken?
  /// Whether the server is told when the measurement begins and ends.
  public var marks = true
  /// How late the generator itself may be, 99 times of 100, to have kept up with its schedule.
  public var latenessLimitNanoseconds: UInt64 = 1_000_000
  public var seed: UInt64 = 1

  public init(port: UInt16) { self.port = port }

  public var loop: Loop {
    if ratePerSecond != nil { return .open }
    return depth == 0 ? .listen : .closed
  }

  enum CodingKeys: String, CodingKey {
    case host, port, connections, threads, depth
    case ratePerSecond = "rate_per_s"
    case arrivals, skew
    case inFlightLimit = "in_flight_limit"
    case payloadBytes = "payload_bytes"
    case warmUpSeconds = "warm_up_s"
    case durationSeconds = "duration_s"
    case drainSeconds = "drain_s"
    case awaitsPushes = "awaits_pushes"
    case greetingSeconds = "greeting_s"
    case rampPerSecond = "ramp_per_s"
    case churnPerSecond = "churn_per_s"
    case resetShare = "reset_share"
    case stopReadingShare = "stop_reading_share"
    case serverMayClose = "server_may_close"
    case commands
    case sendersLimit = "senders_limit"
    case raw, token, marks
    case latenessLimitNanoseconds = "lateness_limit_ns"
    case seed
  }
}

/// Commands that clients send beside their messages, each from a connection drawn by the skew.
public struct CommandStream: Codable, Equatable, Sendable {
  public enum Operation: String, Codable, Sendable {
    /// Asks for pushes to the connection itself.
    case push
    /// Asks to be disconnected.
    case disconnect
    /// Asks for pushes to the session of another connection, drawn by the skew; often a stale one
    /// where connections end.
    case pushToSession = "push_to_session"
  }

  public var operation: Operation
  /// Commands per second over all connections.
  public var ratePerSecond: Double
  /// Pushes per command.
  public var count: UInt32 = 1
  /// The length of those pushes.
  public var payloadBytes = 64

  public init(_ operation: Operation, ratePerSecond: Double) {
    self.operation = operation
    self.ratePerSecond = ratePerSecond
  }

  enum CodingKeys: String, CodingKey {
    case operation, count
    case ratePerSecond = "rate_per_s"
    case payloadBytes = "payload_bytes"
  }
}
