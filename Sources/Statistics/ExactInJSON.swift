/// A whole number that is written as text in JSON if it is beyond 2^53, where most readers round.
@propertyWrapper
public struct ExactInJSON: Codable, Hashable, Sendable {
  public var wrappedValue: UInt64

  public init(wrappedValue: UInt64) { self.wrappedValue = wrappedValue }

  /// The largest number up to which a double holds every whole number.
  public static let limit: UInt64 = 1 << 53

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if wrappedValue <= Self.limit {
      try container.encode(wrappedValue)
    } else {
      try container.encode(String(wrappedValue))
    }
  }

  /// Reads either form. Earlier releases wrote every number as a number.
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
