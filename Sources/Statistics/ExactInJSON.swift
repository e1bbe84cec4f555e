/// A whole number that leaves JSON as text where most of its readers would round it: beyond 2^53.
@propertyWrapper
public struct ExactInJSON: Codable, Hashable, Sendable {
  public var wrappedValue: UInt64

  public init(wrappedValue: UInt64) { self.wrappedValue = wrappedValue }

  /// The largest number up to which a double has every whole one.
  public static let limit: UInt64 = 1 << 53

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if wrappedValue <= Self.limit {
      try container.encode(wrappedValue)
    } else {
      try container.encode(String(wrappedValue))
    }
  }

  /// Reads either form; earlier releases wrote every number as one.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let text = try? container.decode(String.self) else {
      wrappedValue = try container.decode(UInt64.self)
      return
    }
    guard let value = UInt64(text) else {
      throw DecodingError.typeMismatch(
        UInt64.self,
        DecodingError.Context(
          codingPath: container.codingPath,
          debugDescription: "'\(text)': expected a whole number from 0 to \(UInt64.max)"))
    }
    wrappedValue = value
  }
}
