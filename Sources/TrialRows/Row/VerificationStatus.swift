public import Tables

/// The verification of a guard's source at the time of a measurement.
public enum VerificationStatus: String, Codable, Sendable, CaseIterable, ColumnValue {
  /// The model checker proved this very source.
  case verified
  /// It did not prove it, or proved another source.
  case unverified
  /// It cannot or need not prove it, for a stated reason.
  case exempt

  /// The word in tables.
  public var word: String { rawValue.uppercased() }

  /// The weakest of several statuses; nil if one is missing, or if there are none.
  package static func common(_ statuses: [VerificationStatus?]) -> VerificationStatus? {
    if statuses.contains(.unverified) { return .unverified }
    if statuses.isEmpty || statuses.contains(nil) { return nil }
    return statuses.contains(.exempt) ? .exempt : .verified
  }
}

/// The verification of a strategy in run.json.
public struct StrategyVerification: Codable, Sendable, Equatable {
  public var status: VerificationStatus
  /// What the status rests on, or what is missing, in a few words.
  public var remark: String

  public init(_ status: VerificationStatus, _ remark: String) {
    self.status = status
    self.remark = remark
  }
}
