public import Tables

/// What is known of a guard's source when it is measured.
public enum VerificationStatus: String, Codable, Sendable, CaseIterable, ColumnValue {
  /// The model checker proved this very source.
  case verified
  /// It did not, or of another source.
  case unverified
  /// It cannot or need not, for a reason that is given.
  case exempt

  /// As tables show it.
  public var word: String { rawValue.uppercased() }

  /// What is known where several were found: no more than of each; nil if nothing is of some.
  package static func common(_ statuses: [VerificationStatus?]) -> VerificationStatus? {
    if statuses.contains(.unverified) { return .unverified }
    if statuses.isEmpty || statuses.contains(nil) { return nil }
    return statuses.contains(.exempt) ? .exempt : .verified
  }
}

/// A strategy's status as run.json gives it.
public struct StrategyVerification: Codable, Sendable, Equatable {
  public var status: VerificationStatus
  /// What it rests on, or what is missing, in a few words.
  public var remark: String

  public init(_ status: VerificationStatus, _ remark: String) {
    self.status = status
    self.remark = remark
  }
}
