public import Foundation

/// The form in which every JSON file of a run is written: keys sorted, so that two can be compared.
///
/// `keys` says how the names of properties stand in the file.
public enum JSONFile {
  /// How the name of a property stands in a file.
  public enum Keys: Sendable {
    case asNamed
    /// `runID` as `run_id`.
    case underscored

    /// The key of a property.
    func key(of property: String) -> String {
      switch self {
      case .asNamed: property
      case .underscored:
        property.replacing(/([a-z0-9])([A-Z])/) { "\($0.1)_\($0.2)" }.lowercased()
      }
    }

    /// The words that the names of properties have in capitals.
    private static let acronyms = ["id": "ID", "avx": "AVX"]

    /// The property of a key.
    func property(of key: String) -> String {
      guard self == .underscored else { return key }
      let words = key.split(separator: "_").map(String.init)
      return words.prefix(1).joined()
        + words.dropFirst().map { Self.acronyms[$0] ?? $0.capitalized }.joined()
    }
  }

  public static func encode(_ value: some Encodable, keys: Keys = .asNamed) throws -> Data {
    let encoder = JSONEncoder()
    if keys == .underscored {
      encoder.keyEncodingStrategy = .custom { FieldKey(keys.key(of: $0.last?.stringValue ?? "")) }
    }
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    return try encoder.encode(value) + Data("\n".utf8)
  }

  /// Reads a value. All JSON is read here, so that every error names the field and the rule.
  public static func decode<Value: Decodable>(
    _ type: Value.Type, from bytes: Data, keys: Keys = .asNamed
  ) throws(MalformedJSON) -> Value {
    do {
      return try decodeOrDecodingError(type, from: bytes, keys)
    } catch let error as DecodingError {
      throw MalformedJSON(error, in: bytes, keys) { bytes in
        do {
          _ = try decodeOrDecodingError(type, from: bytes, keys)
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
    _ type: Value.Type, from line: String, keys: Keys = .asNamed
  ) throws(MalformedJSON) -> Value {
    try decode(type, from: Data(line.utf8), keys: keys)
  }

  /// Reads the report of another process. Every number must be in one range, so that later sums and
  /// differences fit; `unbounded` names the fields whose numbers are not counts.
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
    _ type: Value.Type, from bytes: Data, _ keys: Keys
  ) throws -> Value {
    let decoder = JSONDecoder()
    if keys == .underscored {
      decoder.keyDecodingStrategy = .custom {
        FieldKey(keys.property(of: $0.last?.stringValue ?? ""))
      }
    }
    decoder.dateDecodingStrategy = .iso8601
    return try decoder.decode(type, from: bytes)
  }
}
