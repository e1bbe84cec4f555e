/// What one thread of a load counts over the whole run, or all of them together; subtracting two
/// gives what lies between them.
///
/// Every message sent is one that came back, was abandoned, was lost with its session, or was not
/// answered; every connection welcomed was ended by one of the sides.
public struct Counters: Codable, Equatable, Sendable {
  /// Messages given to the kernel, and replies that were right.
  public var sentCount: UInt64 = 0
  public var answeredCount: UInt64 = 0
  /// Messages without a reply when the client ended the connection.
  public var abandonedCount: UInt64 = 0
  /// Messages without a reply when the server ended the session.
  public var lostWithSessionCount: UInt64 = 0
  /// Messages without a reply at the end of the run.
  public var unansweredCount: UInt64 = 0
  /// Replies that were not the message expected.
  public var wrongRepliesCount: UInt64 = 0
  /// Messages that came due while their connection had no room for them; open loop.
  public var blockedCount: UInt64 = 0
  /// Messages for which the generator itself was later than the plan allows.
  var lateCount: UInt64 = 0
  public var pushesCount: UInt64 = 0
  /// Pushes of senders beyond the plan's limit, whose sequence was not checked.
  public var uncheckedPushesCount: UInt64 = 0
  public var commandsCount: UInt64 = 0
  /// Commands whose connection was not there, or had one to send already.
  public var commandsSkippedCount: UInt64 = 0
  public var readBytes: UInt64 = 0
  public var writtenBytes: UInt64 = 0

  /// Connects, including the short ones beside the load.
  public var connectsCount: UInt64 = 0
  public var welcomesCount: UInt64 = 0
  /// Attempts that were refused, or ended before a welcome.
  public var failedConnectsCount: UInt64 = 0
  /// The short connections beside the load, which no thread of it makes.
  public var controlConnectsCount: UInt64 = 0
  public var finishedByClientCount: UInt64 = 0
  public var resetByClientCount: UInt64 = 0
  public var endedByServerCount: UInt64 = 0
  /// Ends by the server where the plan does not allow it.
  public var unexpectedEndsCount: UInt64 = 0
  /// Ends by the server of connections that did not read.
  public var slowReadersEndedCount: UInt64 = 0

  init() {}

  /// Applies an operator to each pair of counts.
  private func combined(_ other: Counters, _ apply: (UInt64, UInt64) -> UInt64) -> Counters {
    var result = self
    for count in Self.all {
      result[keyPath: count] = apply(self[keyPath: count], other[keyPath: count])
    }
    return result
  }

  static func + (left: Counters, right: Counters) -> Counters { left.combined(right, &+) }
  static func - (left: Counters, right: Counters) -> Counters { left.combined(right, &-) }

  private static var all: [WritableKeyPath<Counters, UInt64>] {
    [
      \.sentCount, \.answeredCount, \.abandonedCount, \.lostWithSessionCount, \.unansweredCount,
      \.wrongRepliesCount, \.blockedCount, \.lateCount, \.pushesCount, \.uncheckedPushesCount,
      \.commandsCount, \.commandsSkippedCount, \.readBytes, \.writtenBytes, \.connectsCount,
      \.welcomesCount, \.failedConnectsCount, \.controlConnectsCount, \.finishedByClientCount,
      \.resetByClientCount, \.endedByServerCount, \.unexpectedEndsCount, \.slowReadersEndedCount,
    ]
  }

  /// All but `lateCount`, which the report's `generatorKeptUp` sums up.
  enum CodingKeys: String, CodingKey {
    case sentCount = "sent_count"
    case answeredCount = "answered_count"
    case abandonedCount = "abandoned_count"
    case lostWithSessionCount = "lost_with_session_count"
    case unansweredCount = "unanswered_count"
    case wrongRepliesCount = "wrong_replies_count"
    case blockedCount = "blocked_count"
    case pushesCount = "pushes_count"
    case uncheckedPushesCount = "unchecked_pushes_count"
    case commandsCount = "commands_count"
    case commandsSkippedCount = "commands_skipped_count"
    case readBytes = "read_bytes"
    case writtenBytes = "written_bytes"
    case connectsCount = "connects_count"
    case welcomesCount = "welcomes_count"
    case failedConnectsCount = "failed_connects_count"
    case controlConnectsCount = "control_connects_count"
    case finishedByClientCount = "finished_by_client_count"
    case resetByClientCount = "reset_by_client_count"
    case endedByServerCount = "ended_by_server_count"
    case unexpectedEndsCount = "unexpected_ends_count"
    case slowReadersEndedCount = "slow_readers_ended_count"
  }
}
