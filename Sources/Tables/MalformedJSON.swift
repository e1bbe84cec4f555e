package import Foundation

/// Why a text is not the expected JSON, in one line: the field and the rule that it breaks.
public struct MalformedJSON: Error, Equatable, Sendable, CustomStringConvertible {
  /// The path of the field, as `cells[2].blocks`; nil for the whole text.
  public let field: String?
  /// What is wrong with the field, or with the whole text.
  public let rule: String

  public var description: String { field.map { "'\($0)' \(rule)" } ?? rule }

  package init(field: String?, rule: String) {
    self.field = field
    self.rule = rule
  }

  /// Puts an error of the decoder into words. `refusal` decodes another text and returns the error.
  package init(
    _ error: DecodingError, in bytes: Data, _ keys: JSONFile.Keys,
    refusal: (Data) -> DecodingError?
  ) {
    switch error {
    case .keyNotFound(let key, let place):
      self.init(field: Self.path(place.codingPath + [key], keys), rule: "is missing")
    case .typeMismatch(let type, let place), .valueNotFound(let type, let place):
      self.init(
        field: Self.path(place.codingPath, keys), rule: "must be \(Self.kind(type))")
    case .dataCorrupted(let place) where !place.codingPath.isEmpty:
      // The text is the rule if a type of this package wrote it; the library's texts name types.
      let isOurs = !place.debugDescription.contains("nvalid")
      self.init(
        field: Self.path(place.codingPath, keys),
        rule: isOurs ? "is \(place.debugDescription)" : "is not a valid value")
    default:
      self = Self.number(in: bytes, keys, refusal) ?? MalformedJSON(field: nil, rule: Self.noJSON)
    }
  }

  private static let noJSON = "not JSON, or cut off"

  /// The path as code has it: keys with points between them, places in lists in brackets.
  private static func path(_ place: [any CodingKey], _ keys: JSONFile.Keys = .asNamed) -> String? {
    var path = ""
    for step in place {
      if let index = step.intValue {
        path += "[\(index)]"
      } else {
        path += (path.isEmpty ? "" : ".") + keys.key(of: step.stringValue)
      }
    }
    return path.isEmpty ? nil : path
  }

  /// The type of a value in words.
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
  /// Finds a number that does not fit its type. For such a number the decoder only says that the
  /// text is not JSON.
  ///
  /// Every number is replaced by an empty list. The decoder then names the first one that it reads.
  /// That number is put back, and the decoder names the next, until its error has no path again:
  /// the number that was put back last is the one. What it reads before that is as in the text, so
  /// no range refuses it.
  private static func number(
    in bytes: Data, _ keys: JSONFile.Keys, _ refusal: (Data) -> DecodingError?
  ) -> MalformedJSON? {
    guard let value = try? JSONSerialization.jsonObject(with: bytes, options: .fragmentsAllowed)
    else { return nil }
    let numbers = numbers(in: value, [])
    // The text is decoded once for each number, which takes too long for very many.
    guard numbers.count <= 2000 else { return nil }
    var kept: Set<[String]> = []
    var last: [any CodingKey] = []
    while true {
      switch refusal(data(value, keeping: kept)) {
      case .typeMismatch(_, let place):
        let path = place.codingPath.map { step($0, keys) }
        guard numbers[path] != nil, kept.insert(path).inserted else { return nil }
        last = place.codingPath
      case .dataCorrupted(let place) where place.codingPath.isEmpty:
        return numbers[last.map { step($0, keys) }].map {
          MalformedJSON(
            field: self.path(last, keys), rule: "is \($0), no whole number or one out of range")
        }
      default: return nil
      }
    }
  }

  /// The first number, in the order of paths, that is out of the limits; nil if there is none
  /// outside the fields that `unbounded` names.
  package static func number(
    in bytes: Data, beyond limits: Limits<Double>, but unbounded: Set<String>
  ) -> MalformedJSON? {
    guard let value = try? JSONSerialization.jsonObject(with: bytes, options: .fragmentsAllowed)
    else { return nil }
    let numbers = numbers(in: value, []).sorted { $0.key.lexicographicallyPrecedes($1.key) }
    for (path, held) in numbers where !unbounded.contains(path.last ?? "") {
      guard let number = held as? NSNumber, !limits.contains(number.doubleValue) else { continue }
      return MalformedJSON(
        field: self.path(path.map(Step.init)), rule: "is \(number): expected \(limits.rule)")
    }
    return nil
  }

  /// A key of an object, or a place in a list.
  private struct Step: CodingKey {
    let stringValue: String
    var intValue: Int? { Int(stringValue) }
    init(stringValue: String) { self.stringValue = stringValue }
    init(intValue: Int) { stringValue = "\(intValue)" }
  }

  private static func step(_ key: any CodingKey, _ keys: JSONFile.Keys) -> String {
    key.intValue.map { String($0) } ?? keys.key(of: key.stringValue)
  }

  /// The children of a list or an object.
  private static func children(of value: Any) -> [(String, Any)] {
    if let list = value as? [Any] { return list.enumerated().map { ("\($0.offset)", $0.element) } }
    return (value as? [String: Any])?.map { ($0.key, $0.value) } ?? []
  }

  /// The numbers by their paths, without 0 and 1, which cannot be told from truth values and fit
  /// everywhere.
  private static func numbers(in value: Any, _ path: [String]) -> [[String]: Any] {
    if isNumber(value) { return [path: value] }
    return children(of: value).reduce(into: [:]) { found, child in
      found.merge(numbers(in: child.1, path + [child.0])) { $1 }
    }
  }

  private static func isNumber(_ value: Any) -> Bool { value is NSNumber && !(value is Bool) }

  private static func data(_ value: Any, keeping kept: Set<[String]>) -> Data {
    let changed = replacingNumbers(value, but: kept, [])
    return (try? JSONSerialization.data(withJSONObject: changed, options: .fragmentsAllowed))
      ?? Data()
  }

  private static func replacingNumbers(
    _ value: Any, but kept: Set<[String]>, _ path: [String]
  ) -> Any {
    if isNumber(value) { return kept.contains(path) ? value : [Any]() }
    let new = children(of: value).map { ($0.0, replacingNumbers($0.1, but: kept, path + [$0.0])) }
    if value is [Any] { return new.map(\.1) }
    guard value is [String: Any] else { return value }
    return Dictionary(new, uniquingKeysWith: { one, _ in one })
  }
}
