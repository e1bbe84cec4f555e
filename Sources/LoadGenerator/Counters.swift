/// What one thread counts over the whole run; subtracting two gives what lies between them.
struct Counters: Equatable, Sendable {
  /// Echoes given to the kernel, and echoes that came back right.
  var sent: UInt64 = 0
  var answered: UInt64 = 0
  var pushes: UInt64 = 0
  /// Pushes of senders beyond those that the plan has room to check.
  var uncheckedPushes: UInt64 = 0
  var commands: UInt64 = 0
  /// Commands whose connection was not there or still had one to send.
  var skippedCommands: UInt64 = 0
  /// Messages that came due while their connection had no room for them.
  var blocked: UInt64 = 0
  /// Messages for which the generator itself was later than the plan allows.
  var late: UInt64 = 0
  var readBytes: UInt64 = 0
  var writtenBytes: UInt64 = 0

  var connects: UInt64 = 0
  var welcomes: UInt64 = 0
  var failedConnects: UInt64 = 0
  /// Ends by us (in order, by a reset), by the server, and by the server where that is a fault.
  var finishedByClient: UInt64 = 0
  var resetByClient: UInt64 = 0
  var endedByServer: UInt64 = 0
  var unexpectedEnds: UInt64 = 0
  /// Ends by the server of connections that did not read.
  var slowReadersEnded: UInt64 = 0
  /// Echoes without a reply when we ended their connection, when the server did, and at the end.
  var abandoned: UInt64 = 0
  var lostWithSession: UInt64 = 0
  var unanswered: UInt64 = 0
  /// Replies that were not the message expected.
  var wrongReplies: UInt64 = 0

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
      \.sent, \.answered, \.pushes, \.uncheckedPushes, \.commands, \.skippedCommands, \.blocked,
      \.late, \.readBytes,
      \.writtenBytes, \.connects, \.welcomes, \.failedConnects, \.finishedByClient,
      \.resetByClient, \.endedByServer, \.unexpectedEnds, \.slowReadersEnded, \.abandoned,
      \.lostWithSession, \.unanswered, \.wrongReplies,
    ]
  }
}
