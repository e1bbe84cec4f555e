public import Foundation

/// The form in which every JSON file of a run is written: keys sorted, so that two can be compared.
public enum JSONFile {
  public static func encode(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    return try encoder.encode(value) + Data("\n".utf8)
  }

  public static func decode<Value: Decodable>(_ type: Value.Type, from bytes: Data) throws -> Value
  {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    return try decoder.decode(type, from: bytes)
  }
}
