public import Tables

/// How a check ends, with its exit code.
public enum CheckOutcome: String, Codable, Sendable, CaseIterable, ColumnValue {
  case pass, regression, inconclusive
  /// The data are not what was requested, so nothing is judged.
  case harnessError = "harness_error"
  /// A control shows that this check cannot tell a slowdown from none, or sees one where none is.
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

  /// The outcomes by precedence: the first one outweighs all others.
  ///
  /// Incomplete data prove nothing, not even that the instrument is bad. A bad instrument cannot
  /// show a regression. A regression stands even if other comparisons are inconclusive, and a check
  /// with an inconclusive comparison has not passed.
  public static let precedence: [CheckOutcome] = [
    .harnessError, .instrumentInvalid, .regression, .inconclusive, .pass,
  ]

  /// The gravest of these outcomes; pass if there is none.
  package static func gravest(of outcomes: [CheckOutcome]) -> CheckOutcome {
    precedence.first(where: outcomes.contains) ?? .pass
  }
}

extension CheckVerdict {
  /// The best outcome of a check that has this verdict.
  var outcome: CheckOutcome {
    switch self {
    case .pass: .pass
    case .regression: .regression
    case .inconclusive: .inconclusive
    }
  }
}
