internal import Foundation

/// Why a text is not the JSON that was wanted, in one line: the field and the rule that it breaks.
public struct MalformedJSON: Error, Equatable, Sendable, CustomStringConvertible {
  /// The field's path, as `cells[2].blocks`; nil where it is the whole text.
  public let field: String?
  /// What holds of the field, or of the whole text.
  public let rule: String

  public var description: String { field.map { "'\($0)' \(rule)" } ?? rule }

  init(field: String?, rule: String) {
    self.field = field
    self.rule = rule
  }

  /// Puts an error of the decoder into words. `isRead` says whether it reads another text.
  init(_ error: DecodingError, in bytes: Data, isRead: (Data) -> Bool) {
    switch error {
    case .keyNotFound(let key, let place):
      self.init(field: Self.path(place.codingPath + [key]), rule: "is missing")
    case .typeMismatch(let type, let place), .valueNotFound(let type, let place):
      self.init(
        field: Self.path(place.codingPath), rule: "must be \(Self.kind(type))")
    case .dataCorrupted(let place) where !place.codingPath.isEmpty:
      // What a type of ours says of its own values is the rule; the library's words name types.
      let isOurs = !place.debugDescription.contains("nvalid")
      self.init(
        field: Self.path(place.codingPath),
        rule: isOurs ? "is \(place.debugDescription)" : "is not a valid value")
    default:
      self = Self.number(in: bytes, isRead) ?? MalformedJSON(field: nil, rule: Self.noJSON)
    }
  }

  private static let noJSON = "not JSON, or cut off"

  /// The path as a program would write it: keys with points, places in lists in brackets.
  private static func path(_ keys: [any CodingKey]) -> String? {
    var path = ""
    for key in keys {
      if let place = key.intValue {
        path += "[\(place)]"
      } else {
        path += path.isEmpty ? key.stringValue : ".\(key.stringValue)"
      }
    }
    return path.isEmpty ? nil : path
  }

  /// A type of values in words.
  private static func kind(_ type: any Any.Type) -> String {
    switch type {
    case is any BinaryInteger.Type: "a whole number"
    case is any BinaryFloatingPoint.Type: "a number"
    case is String.Type: "a text"
    case is Bool.Type: "true or false"
    case is Date.Type: "a date"
    default: "\(type)".hasPrefix("Array") ? "a list" : "an object"
    }
  }
}

extension MalformedJSON {
  /// The decoder says of a number that does not fit only that the text is not JSON. This finds the
  /// number: the one with which alone, all others being 0, the text is still refused so.
  private static func number(in bytes: Data, _ isRead: (Data) -> Bool) -> MalformedJSON? {
    guard let value = try? JSONSerialization.jsonObject(with: bytes, options: .fragmentsAllowed)
    else { return nil }
    var found: MalformedJSON?
    let numbers = paths(to: value, [])
    // A file of very many numbers is read too often by this.
    guard numbers.count <= 2000, isRead(data(zeroed(value, but: nil, []))) else { return nil }
    for path in numbers where found == nil {
      guard !isRead(data(zeroed(value, but: path, []))) else { continue }
      let text = number(at: path, in: value).map { "\($0)" } ?? ""
      found = MalformedJSON(
        field: self.path(path), rule: "is \(text), no whole number or one out of range")
    }
    return found
  }

  /// The first number that is out of the limits; nil if there is none but in the fields named.
  static func number(
    in bytes: Data, beyond limits: Limits<Double>, but unbounded: Set<String>
  ) -> MalformedJSON? {
    guard let value = try? JSONSerialization.jsonObject(with: bytes, options: .fragmentsAllowed)
    else { return nil }
    for path in paths(to: value, []) where !unbounded.contains(path.last?.stringValue ?? "") {
      guard let number = number(at: path, in: value), !limits.contains(number.doubleValue) else {
        continue
      }
      return MalformedJSON(field: self.path(path), rule: "is \(number): expected \(limits.rule)")
    }
    return nil
  }

  private static func number(at path: [Key], in value: Any) -> NSNumber? {
    path.reduce(value as Any?) { held, key in
      key.intValue.map { (held as? [Any])?[$0] } ?? (held as? [String: Any])?[key.stringValue]
    } as? NSNumber
  }

  private struct Key: CodingKey, Equatable {
    let stringValue: String
    let intValue: Int?
    init(stringValue: String) { (self.stringValue, intValue) = (stringValue, nil) }
    init(intValue: Int) { (stringValue, self.intValue) = ("\(intValue)", intValue) }
  }

  /// The children of a list or an object, in an order that is always the same.
  private static func children(of value: Any) -> [(Key, Any)] {
    if let list = value as? [Any] {
      return list.enumerated().map { (Key(intValue: $0.offset), $0.element) }
    }
    return (value as? [String: Any])?.sorted { $0.key < $1.key }
      .map { (Key(stringValue: $0.key), $0.value) } ?? []
  }

  private static func isNumber(_ value: Any) -> Bool { value is NSNumber && !(value is Bool) }

  private static func paths(to value: Any, _ path: [Key]) -> [[Key]] {
    isNumber(value) ? [path] : children(of: value).flatMap { paths(to: $0.1, path + [$0.0]) }
  }

  private static func zeroed(_ value: Any, but kept: [Key]?, _ path: [Key]) -> Any {
    if isNumber(value) { return path == kept ? value : 0 }
    let new = children(of: value).map { ($0.0, zeroed($0.1, but: kept, path + [$0.0])) }
    if value is [Any] { return new.map(\.1) }
    guard value is [String: Any] else { return value }
    return Dictionary(new.map { ($0.0.stringValue, $0.1) }, uniquingKeysWith: { one, _ in one })
  }

  private static func data(_ value: Any) -> Data {
    (try? JSONSerialization.data(withJSONObject: value, options: .fragmentsAllowed)) ?? Data()
  }
}
