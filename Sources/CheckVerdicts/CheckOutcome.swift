public import Tables

/// How a check ends, and the exit code that says so.
public enum CheckOutcome: String, Codable, Sendable, CaseIterable, ColumnValue {
  case pass, regression, inconclusive
  /// The data are not what was asked for: nothing is judged by them.
  case harnessError = "harness_error"
  /// A control says that this check cannot tell a slowdown from none, or sees one where none is.
  case instrumentInvalid = "instrument_invalid"

  public var exitCode: Int32 {
    switch self {
    case .pass: 0
    case .harnessError: 1
    case .regression: 3
    case .inconclusive: 4
    case .instrumentInvalid: 5
    }
  }

  /// The outcomes by what they outweigh, the first one all others.
  ///
  /// Data that are not complete prove nothing, not even that the instrument is bad. An instrument
  /// that is bad says nothing of a regression. One regression is one, whatever else cannot be told;
  /// and what cannot be told anywhere has not passed.
  public static let precedence: [CheckOutcome] = [
    .harnessError, .instrumentInvalid, .regression, .inconclusive, .pass,
  ]

  /// The outcome of a check of which all this is true; pass if nothing is said against it.
  package static func gravest(of outcomes: [CheckOutcome]) -> CheckOutcome {
    precedence.first(where: outcomes.contains) ?? .pass
  }
}

extension CheckVerdict {
  /// What a check with this verdict among its own can end with at best.
  var outcome: CheckOutcome {
    switch self {
    case .pass: .pass
    case .regression: .regression
    case .inconclusive: .inconclusive
    }
  }
}
