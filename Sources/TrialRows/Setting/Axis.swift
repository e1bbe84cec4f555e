internal import Tables

/// One dimension along which scenarios can be set; its raw value names it on the command line.
public enum Axis: String, CaseIterable, Codable, Sendable {
  case sessions, threads, connections, depth, rate, skew, payload, hold, think
  case close, stale, senders, flush

  /// What its values mean, for lists and help.
  public var meaning: String {
    switch self {
    case .sessions: "sessions in the table"
    case .threads: "threads that acquire; reactors of a server"
    case .connections: "connections of the load"
    case .depth: "messages under way per connection (closed loop)"
    case .rate: "messages due per second (open loop); 0 is a closed loop"
    case .skew: "Zipf's exponent of the targets; 0 is uniform"
    case .payload: "bytes of one message"
    case .hold: "work under each lease, in ns"
    case .think: "work between two leases, in ns"
    case .close: "share of operations that close a session"
    case .stale: "share of operations that name a session of the past"
    case .senders: "threads outside the reactors that send"
    case .flush: "who writes an outside thread's message: direct or deferred"
    }
  }
}

/// Where an axis keeps its value, and which values it takes.
extension Axis {
  private enum Field {
    case whole(WritableKeyPath<Axes, Int?>, Limits<Int>)
    case real(WritableKeyPath<Axes, Double?>, Limits<Double>)
    case word(WritableKeyPath<Axes, String?>, [String])
  }

  /// The limits: slots and ports are what 32 and 16 bits name less some room; a Zipf exponent
  /// beyond 4 is one session; work of a second is as long as a trial.
  private var field: Field {
    switch self {
    case .sessions: .whole(\.sessions, Limits(1...50_000_000))
    case .threads: .whole(\.threads, Limits(1...1024))
    case .connections: .whole(\.connections, Limits(1...1_000_000))
    case .depth: .whole(\.depth, Limits(1...65_536))
    case .rate: .real(\.ratePerSecond, .optionalRate(of: "messages", upTo: 1e9))
    case .skew: .real(\.skew, Limits(0...4))
    case .payload: .whole(\.payloadBytes, Limits(1...65_535))
    case .hold: .whole(\.holdNanoseconds, Limits(0...999_999_999))
    case .think: .whole(\.thinkNanoseconds, Limits(0...999_999_999))
    case .close: .real(\.closeRatio, Limits(0...1))
    case .stale: .real(\.staleRatio, Limits(0...1))
    case .senders: .whole(\.senders, Limits(1...1024))
    case .flush: .word(\.flush, ["direct", "deferred"])
    }
  }

  public func isSet(in axes: Axes) -> Bool { text(in: axes) != nil }

  /// The value as it is written on the command line; nil if it is not set.
  public func text(in axes: Axes) -> String? {
    switch field {
    case .whole(let path, _): axes[keyPath: path].map(String.init)
    case .real(let path, _): axes[keyPath: path].map(\.shortest)
    case .word(let path, _): axes[keyPath: path]
    }
  }

  func copy(_ source: Axes, _ target: inout Axes) {
    switch field {
    case .whole(let path, _): target[keyPath: path] = source[keyPath: path]
    case .real(let path, _): target[keyPath: path] = source[keyPath: path]
    case .word(let path, _): target[keyPath: path] = source[keyPath: path]
    }
  }

  /// Sets a value as written on the command line; refuses what the axis cannot take.
  public func set(_ text: String, in axes: inout Axes) throws(UsageError) {
    switch field {
    case .whole(let path, let limits):
      guard let value = Int(text), limits.contains(value) else {
        throw .value(self, text, limits.rule)
      }
      axes[keyPath: path] = value
    case .real(let path, let limits):
      guard let value = Double(text), limits.contains(value) else {
        throw .value(self, text, limits.rule)
      }
      axes[keyPath: path] = value
    case .word(let path, let words):
      guard words.contains(text) else { throw .value(self, text, words.joined(separator: " or ")) }
      axes[keyPath: path] = text
    }
  }

  /// Sets a value as a plan's JSON has it; refuses what the axis cannot take.
  func decode(
    _ key: Axes.CodingKeys, from container: KeyedDecodingContainer<Axes.CodingKeys>,
    in axes: inout Axes
  ) throws {
    switch field {
    case .whole(let path, let limits):
      axes[keyPath: path] = try container.decodeIfPresent(key, in: limits)
    case .real(let path, let limits):
      axes[keyPath: path] = try container.decodeIfPresent(key, in: limits)
    case .word(let path, let words):
      let word = try container.decodeIfPresent(String.self, forKey: key)
      if let word, !words.contains(word) {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: container,
          debugDescription: "\(word): expected \(words.joined(separator: " or "))")
      }
      axes[keyPath: path] = word
    }
  }
}
