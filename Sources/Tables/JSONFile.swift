public import Foundation

/// The form in which every JSON file of a run is written: keys sorted, so that two can be compared.
public enum JSONFile {
  public static func encode(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    return try encoder.encode(value) + Data("\n".utf8)
  }

  /// Reads a value. All JSON is read here, so that each refusal names the field and the rule.
  public static func decode<Value: Decodable>(
    _ type: Value.Type, from bytes: Data
  ) throws(MalformedJSON) -> Value {
    do {
      return try decodeOrDecodingError(type, from: bytes)
    } catch let error as DecodingError {
      throw MalformedJSON(error, in: bytes) { bytes in
        do {
          _ = try decodeOrDecodingError(type, from: bytes)
          return nil
        } catch {
          return error as? DecodingError
        }
      }
    } catch {
      throw MalformedJSON(field: nil, rule: "\(error)")
    }
  }

  /// Reads a value from a line of JSON.
  public static func decode<Value: Decodable>(
    _ type: Value.Type, from line: String
  ) throws(MalformedJSON) -> Value {
    try decode(type, from: Data(line.utf8))
  }

  /// Reads what another process reports. Each of its numbers is held to one range, so that nothing
  /// behind has to expect a sum or a difference that does not fit; `unbounded` names the fields
  /// whose numbers count nothing.
  public static func decodeReport<Value: Decodable>(
    _ type: Value.Type, from line: String, unbounded: Set<String>
  ) throws(MalformedJSON) -> Value {
    let value = try decode(type, from: line)
    if let fault = MalformedJSON.number(in: Data(line.utf8), beyond: .reported, but: unbounded) {
      throw fault
    }
    return value
  }

  private static func decodeOrDecodingError<Value: Decodable>(
    _ type: Value.Type, from bytes: Data
  ) throws -> Value {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    return try decoder.decode(type, from: bytes)
  }
}
