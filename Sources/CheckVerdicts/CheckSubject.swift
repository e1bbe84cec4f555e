public import Tables

/// What a check compares between two revisions: one strategy in one cell.
public struct CheckSubject: Codable, Hashable, Sendable, CustomStringConvertible {
  public let cell: String
  public let strategy: String

  public init(cell: String, strategy: String) {
    self.cell = cell
    self.strategy = strategy
  }

  public var description: String { "\(strategy) in \(cell)" }
}

/// Which of a pair's two programs a trial ran.
public enum CheckArm: String, Codable, Sendable, CaseIterable, ColumnValue {
  case base, head
}

/// What a pair is measured for.
public enum CheckRole: String, Codable, Sendable, CaseIterable, ColumnValue {
  /// Base against head: the question.
  case subject
  /// Base against itself, which must not be flagged.
  case identical
  /// Base against itself slowed down by a known share, which must be flagged.
  case slowed

  public static let controls: [CheckRole] = [.identical, .slowed]
}

/// When a pair is measured.
public enum CheckStage: String, Codable, Sendable, CaseIterable, ColumnValue {
  /// Every subject, briefly.
  case brief
  /// The subjects that the brief stage left unsettled, with data of their own.
  case fresh
}
