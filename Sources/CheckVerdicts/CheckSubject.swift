public import Tables

/// A subject of a check: one strategy in one cell, compared between two revisions.
public struct CheckSubject: Codable, Hashable, Sendable, CustomStringConvertible {
  public let cell: String
  public let strategy: String

  public init(cell: String, strategy: String) {
    self.cell = cell
    self.strategy = strategy
  }

  public var description: String { "\(strategy) in \(cell)" }
}

/// One of the two programs of a pair.
public enum CheckArm: String, Codable, Sendable, CaseIterable, ColumnValue {
  case base, head
}

/// The role of a pair: a subject, or one of the controls.
public enum CheckRole: String, Codable, Sendable, CaseIterable, ColumnValue {
  /// Base against head.
  case subject
  /// Base against itself, which must not be flagged.
  case identical
  /// Base against itself slowed down by a known share, which must be flagged.
  case slowed

  public static let controls: [CheckRole] = [.identical, .slowed]
}

/// The stage in which a pair is measured.
public enum CheckStage: String, Codable, Sendable, CaseIterable, ColumnValue {
  /// Every subject, briefly.
  case brief
  /// The subjects that the brief stage left unsettled, measured anew.
  case fresh
}
