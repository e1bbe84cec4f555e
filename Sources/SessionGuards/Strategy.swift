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
  /// The most participants that it can be made for; nil if there is no such number.
  ///
  /// Nothing makes it for more. A guard that knows a limit and does not declare it ends the process
  /// of whoever asks for more, `verify` among them.
  public let participantLimit: Int?

  /// `participantLimit` is at least 8, as many threads as a model checker's program may have.
  public init(
    name: String, idea: String, closeRule: CloseRule, isExclusive: Bool, source: String,
    participantLimit: Int? = nil
  ) {
    precondition(
      participantLimit ?? 8 >= 8, "strategy '\(name)': a guard serves 8 participants at least")
    self.name = name
    self.idea = idea
    self.closeRule = closeRule
    self.isExclusive = isExclusive
    self.source = source
    self.participantLimit = participantLimit
  }

  /// Whether it can be made for so many participants.
  public func serves(participants count: Int) -> Bool { count <= participantLimit ?? count }

  /// Whether it protects nothing and only shows what the harness itself costs.
  public var isFloor: Bool { closeRule == .unprotected }
}
