public import Tables

/// The request cannot be carried out. Nothing was started or written. Exit code 2.
public enum UsageError: Error, Equatable, Sendable {
  case unknown(String, noun: String, known: [String], nearest: String?)
  case value(Axis, String)
  case unusedAxis(Axis, scenarios: [String])
  case other(String)
}

extension UsageError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unknown(let name, let noun, let known, let nearest):
      "unknown \(noun) '\(name)'" + (nearest.map { "; did you mean '\($0)'?" } ?? ";")
        + " known: \(known.joined(separator: ", "))"
    case .value(let axis, let text):
      "--\(axis.name) \(text): expected \(axis.rule) (\(axis.meaning))"
    case .unusedAxis(let axis, let scenarios):
      "--\(axis.name) has no meaning for \(scenarios.joined(separator: ", "))"
    case .other(let text): text
    }
  }
}

extension Limits {
  /// Refuses the value of an option that is out of its range. Nil, an option that was not given,
  /// passes.
  public func require(_ value: Number?, _ option: String) throws(UsageError) {
    if let fault = value.flatMap(fault) { throw .other("\(option) \(fault)") }
  }
}
