/// The first line of a server.
struct Listening: Decodable {
  var port: UInt16
  var token: String?
}

/// What we read of a server's last line.
struct ServerFinished: Decodable {
  var messagesReceived: UInt64?
  var bytesReceived: UInt64?

  enum CodingKeys: String, CodingKey {
    case messagesReceived = "messages_received"
    case bytesReceived = "bytes_received"
  }
}

/// What we read of a generator's result.
struct LoadFinished: Decodable {
  var messages: UInt64
  var wallNanoseconds: UInt64
  /// With those of the warm-up and after the measurement.
  var messagesTotal: UInt64?

  enum CodingKeys: String, CodingKey {
    case messages
    case wallNanoseconds = "wall_ns"
    case messagesTotal = "messages_total"
  }
}
