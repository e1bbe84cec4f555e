/// What a guard is called and what it promises: the part of it that lists, tables and results show.
public struct Strategy: Hashable, Sendable {
  /// What a won `close` means for those who come after it.
  public enum CloseRule: String, Sendable {
    /// It grants nothing more.
    case early
    /// It may go on granting until the count touches zero, which steady senders can put off for
    /// ever.
    case atZero = "at-zero"
    /// Nothing may race a close at all: the floor.
    case unprotected
  }

  /// Its name in results and on the command line: lower case, digits and hyphens.
  public let name: String
  /// One line that says how it works.
  public let idea: String
  public let closeRule: CloseRule
  /// Whether two leases of one session exclude each other.
  public let isExclusive: Bool
  /// The paper, kernel file or system that it comes from.
  public let source: String

  public init(
    name: String, idea: String, closeRule: CloseRule, isExclusive: Bool, source: String
  ) {
    self.name = name
    self.idea = idea
    self.closeRule = closeRule
    self.isExclusive = isExclusive
    self.source = source
  }

  /// Whether it protects nothing and only shows what the harness itself costs.
  public var isFloor: Bool { closeRule == .unprotected }
}
