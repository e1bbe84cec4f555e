public import GuardedServer
public import Trials

/// The last line of `guardbench serve`: what the server did, and whether it was right.
public struct ServeReport: Codable, Sendable, Equatable {
  public struct Sends: Codable, Sendable, Equatable {
    public var accepted: Int
    public var refused: Int
    /// Taken, and still queued when their session ended.
    public var lost: Int
  }

  /// What the threads outside the reactors did; their sends are among all sends.
  public struct Pushes: Codable, Sendable, Equatable {
    public var accepted: Int
    public var refused: Int
    public var disconnects: Int
    public var disconnectsRefused: Int

    enum CodingKeys: String, CodingKey {
      case accepted, refused, disconnects
      case disconnectsRefused = "disconnects_refused"
    }
  }

  /// How long something took; percentiles are nil where too few lie above them.
  public struct Latency: Codable, Sendable, Equatable {
    /// All of them, those that were missed too: percentiles take these as slower than all others.
    public var count: UInt64
    /// Those that never happened; nil where none can be missed.
    public var missedCount: Int?
    public var p50Nanoseconds: UInt64?
    public var p99Nanoseconds: UInt64?
    public var maximumNanoseconds: UInt64?

    /// Whether 99 of 100 happened, as for the load generator.
    public var hasKeptUp: Bool { (missedCount ?? 0) * 100 <= count }

    enum CodingKeys: String, CodingKey {
      case count
      case missedCount = "missed_count"
      case p50Nanoseconds = "p50_ns"
      case p99Nanoseconds = "p99_ns"
      case maximumNanoseconds = "max_ns"
    }
  }

  public var event = "finished"
  public var strategy: String
  public var flush: FlushMode
  public var accepted: Int
  public var released: Int
  public var openAtExit: Int
  public var messagesReceived: Int
  public var sends: Sends
  public var pushes: Pushes
  /// From when a push was due to when its `send` had returned, within the measurement; nil where no
  /// push was due by a schedule. Missed are pushes that were never sent: when their turn came, they
  /// were due for so long that they were given up, or there was no session.
  public var pushLatency: Latency?
  public var closedByReason: [String: Int]
  /// How often accepting paused, by what was lacking.
  public var acceptPauses: [String: Int]
  public var staleEvents: Int
  public var retiredSlots: Int
  public var descriptorsOpened: Int
  public var descriptorsClosed: Int
  /// From the first `disconnect` of a session to where its slot is free again.
  public var disconnectToReuse: Latency
  /// Address space per session, its guard excluded.
  public var sessionBytes: Int
  /// The latest of them.
  public var marks: [Mark]
  /// How many were taken.
  public var marksCount: Int?
  public var violationsCount: Int
  /// The first of them.
  public var violations: [LifetimeViolation]

  /// Frames that broke the protocol of the frames or of the bench.
  public var malformedCount: Int {
    [CloseReason.malformedFrame, .rejected].reduce(0) { $0 + (closedByReason[$1.name] ?? 0) }
  }

  enum CodingKeys: String, CodingKey {
    case event, strategy, flush, accepted, released
    case openAtExit = "open_at_exit"
    case messagesReceived = "messages_received"
    case sends, pushes
    case pushLatency = "push_latency"
    case closedByReason = "closed_by_reason"
    case acceptPauses = "accept_pauses"
    case staleEvents = "stale_events"
    case retiredSlots = "retired_slots"
    case descriptorsOpened = "descriptors_opened"
    case descriptorsClosed = "descriptors_closed"
    case disconnectToReuse = "disconnect_to_reuse"
    case sessionBytes = "session_bytes"
    case marks
    case marksCount = "marks_count"
    case violationsCount = "violations_count"
    case violations
  }
}

extension CloseReason {
  /// Its name in reports.
  var name: String {
    switch self {
    case .peerEnded: "peer_ended"
    case .connectionFailed: "connection_failed"
    case .disconnected: "disconnected"
    case .slowReader: "slow_reader"
    case .malformedFrame: "malformed_frame"
    case .rejected: "rejected"
    case .stopped: "stopped"
    }
  }
}
