/// The number by which a client recognises the server of its own run; sixteen hex digits in text.
public struct RunToken: RawRepresentable, Hashable, Sendable {
  public let rawValue: UInt64

  public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// Reads one to sixteen hex digits, or nil.
  public init?(hex: String) {
    guard hex.count <= 16, let rawValue = UInt64(hex, radix: 16) else { return nil }
    self.rawValue = rawValue
  }
}

extension RunToken: CustomStringConvertible {
  public var description: String {
    let digits = String(rawValue, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

extension RunToken: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let token = RunToken(hex: try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "a run token is one to sixteen hex digits")
    }
    self = token
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
