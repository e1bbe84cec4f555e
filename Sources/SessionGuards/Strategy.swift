/// The record of a strategy: what its guard is called, what it promises, and what is held against
/// its source.
///
/// Lists, tables and results show the first part. The rest is for the strategies of this package,
/// whose tests read it; a guard of another package needs none of it.
public struct Strategy: Hashable, Sendable {
  /// What a won `close` means for the callers after it.
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
  /// What a won `close` means for the callers after it.
  public let closeRule: CloseRule
  /// Whether two leases of one session exclude each other.
  public let isExclusive: Bool
  /// Whether a close waits for all leases to end. One thread that holds a lease cannot close then.
  public let closeWaits: Bool
  /// Whether a lease takes a lock, for its whole length or for a moment: no answer to the question
  /// what it gains to do without.
  public let takesLock: Bool
  /// The paper, kernel file or system that it comes from.
  public let source: String
  /// Whether it lends nothing, and hands each use over to the session's owner
  /// (`SessionDelegation`): what is built on leases cannot run on it.
  public let isDelegation: Bool
  /// The most participants that it can be made for; nil if there is no such number.
  ///
  /// Nothing makes it for more. A guard that knows a limit and does not declare it ends the process
  /// that asks for more, `verify` among them.
  public let participantLimit: Int?
  /// The functions off the hot path that it may call: `PackedGuard.rundown`, or a C symbol.
  public let slowPaths: [String]
  /// The locked instructions of acquire and release on x86-64, in any order. The undo of a refused
  /// acquire is among them.
  public let x86Shape: [String]?
  /// The same on AArch64, for each operation.
  public let armShape: ArmShape?
  /// Whether `Benchmarks/Peers` has the same guard in C, which sets a target for this one.
  public let hasTwin: Bool
  /// The duties of a strategy of this package that it does not meet.
  public let exemptions: [Exemption]

  /// An exclusive guard takes a lock, and its close waits. `participantLimit` is at least 8, as
  /// many threads as a model checker's program may have.
  public init(
    name: String, idea: String, closeRule: CloseRule, isExclusive: Bool,
    closeWaits: Bool = false, takesLock: Bool = false, source: String,
    isDelegation: Bool = false, participantLimit: Int? = nil,
    slowPaths: [String] = [], x86Shape: [String]? = nil, armShape: ArmShape? = nil,
    hasTwin: Bool = false, exemptions: [Exemption] = []
  ) {
    precondition(
      participantLimit ?? 8 >= 8, "strategy '\(name)': a guard serves 8 participants at least")
    self.name = name
    self.idea = idea
    self.closeRule = closeRule
    self.isExclusive = isExclusive
    self.closeWaits = closeWaits || isExclusive
    self.takesLock = takesLock || isExclusive
    self.source = source
    self.isDelegation = isDelegation
    self.participantLimit = participantLimit
    self.slowPaths = slowPaths
    self.x86Shape = x86Shape
    self.armShape = armShape
    self.hasTwin = hasTwin
    self.exemptions = exemptions
  }

  /// Whether it can be made for so many participants.
  public func serves(participants count: Int) -> Bool { count <= participantLimit ?? count }

  /// Whether it protects nothing and only shows what the harness itself costs.
  public var isFloor: Bool { closeRule == .unprotected }

  /// The reason why it does not meet this duty; nil if it has to.
  public func exemption(from duty: Duty) -> String? {
    exemptions.first { $0.duty == duty }?.reason
  }
}

extension Strategy {
  /// The kinds of atomic instruction that each operation is compiled to on AArch64.
  ///
  /// `a` acquires and `l` releases: `ldadda`, `swpa`, `casa` and `ldapr`; `ldaddl`, `casl`, `stlr`.
  /// A relaxed access is the instruction without a letter, or a plain load or store. A `dmb` is a
  /// sequentially consistent fence.
  public struct ArmShape: Hashable, Sendable {
    public let open, acquire, release, close, quiesce: [String]
    /// The kinds of the last slow path that the record names.
    public let slowPath: [String]
    /// Those of the slow paths before it, in their order.
    public let earlierSlowPaths: [[String]]

    public init(
      open: [String], acquire: [String], release: [String], close: [String],
      quiesce: [String] = [], slowPath: [String] = [], earlierSlowPaths: [[String]] = []
    ) {
      self.open = open
      self.acquire = acquire
      self.release = release
      self.close = close
      self.quiesce = quiesce
      self.slowPath = slowPath
      self.earlierSlowPaths = earlierSlowPaths
    }
  }

  /// What a strategy of this package has, or a written reason why not.
  public enum Duty: String, CaseIterable, Sendable {
    /// The model checker proves it.
    case proof
    /// Mutants of it, which the tests must find.
    case mutants
    case x86Shape = "x86-shape"
    case armShape = "arm-shape"
  }

  /// A duty that a strategy does not meet, with the reason.
  public struct Exemption: Hashable, Sendable {
    public let duty: Duty
    public let reason: String

    public init(from duty: Duty, because reason: String) {
      self.duty = duty
      self.reason = reason
    }
  }
}
