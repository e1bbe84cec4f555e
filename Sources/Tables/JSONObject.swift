/// An object of JSON, written member by member; one whose value is missing is left out.
package struct JSONObject: Encodable, ExpressibleByDictionaryLiteral {
  private let members: [(name: String, value: any Encodable)]

  package init(dictionaryLiteral members: (String, any Encodable)...) {
    self.members = members.map { (name: $0.0, value: $0.1) }
  }

  package func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: FieldKey.self)
    for (name, value) in members where (value as? any OptionalValue)?.isMissing != true {
      try object.encode(value, forKey: FieldKey(name))
    }
  }
}

private protocol OptionalValue { var isMissing: Bool { get } }

extension Optional: OptionalValue {
  fileprivate var isMissing: Bool { if case nil = self { true } else { false } }
}
