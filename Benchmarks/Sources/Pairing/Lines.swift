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

/// What the C generator says while it runs: that its measurement has begun, or ended.
struct LoadMark: Decodable {
  var event: String
}

/// What we read of a generator's result; the two generators name their counts differently.
struct LoadFinished: Decodable {
  var messages: UInt64
  var wallNanoseconds: UInt64
  /// The generator's own, within the measurement.
  var cpuNanoseconds: UInt64
  /// With those of the warm-up and after the measurement; of the C generator only.
  var messagesTotal: UInt64?

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    messages =
      try values.decodeIfPresent(UInt64.self, forKey: .messagesCount)
      ?? values.decode(UInt64.self, forKey: .messages)
    wallNanoseconds = try values.decode(UInt64.self, forKey: .wallNanoseconds)
    let user = try values.decodeIfPresent(UInt64.self, forKey: .cpuUserNanoseconds)
    let system = try values.decodeIfPresent(UInt64.self, forKey: .cpuSystemNanoseconds)
    cpuNanoseconds =
      if let user, let system { user + system } else {
        try values.decode(UInt64.self, forKey: .cpuNanoseconds)
      }
    messagesTotal = try values.decodeIfPresent(UInt64.self, forKey: .messagesTotal)
  }

  enum CodingKeys: String, CodingKey {
    case messages
    case messagesCount = "messages_count"
    case wallNanoseconds = "wall_ns"
    case cpuNanoseconds = "load_cpu_ns"
    case cpuUserNanoseconds = "cpu_user_ns"
    case cpuSystemNanoseconds = "cpu_system_ns"
    case messagesTotal = "messages_total"
  }
}
