public import Tables

/// Where a mutant or a sketch may die.
public enum Rung: String, CaseIterable, Sendable, ColumnValue {
  /// Every schedule with two preemptions in sequential memory, judged by values.
  case schedules
  /// Every trace in sequential memory, with the race detector.
  case sequential
  /// Every trace in release/acquire memory, with the race detector.
  case releaseAcquire = "release-acquire"
  /// Real threads, with delays drawn at random.
  case stress
  /// The bench's server with real clients, judged by its oracles.
  case server
}

/// One mutant or sketch on one rung: a line of kill-matrix.csv.
public struct KillRow: Equatable, Sendable {
  public enum Kind: String, Sendable, ColumnValue {
    /// A guard with a mistake that was written into it.
    case mutant
    /// A small program with a mistake, of what is around a guard or of a guard to come: for the
    /// model alone.
    case sketch
    /// One order of a right guard, one step weaker.
    case weakening
  }

  public var strategy: String
  public var kind: Kind
  public var mutant: String
  public var rung: Rung
  public var isFound = false
  public var scenario: String?
  public var promise: String?
  public var preemptionsCount: Int?
  public var executionsCount: Int?
  public var seconds: Double?
  public var keptFor: String?

  public init(strategy: String, kind: Kind, mutant: String, rung: Rung) {
    self.strategy = strategy
    self.kind = kind
    self.mutant = mutant
    self.rung = rung
  }

  /// Which mutant or sketch it is of.
  public var subject: String { "\(strategy): \(mutant)" }
}

extension KillRow: TableRow {
  public static let columns: [Column<KillRow>] = [
    Column(
      required: "strategy", \.strategy, "The guard, by name; of a sketch, whose mistake it is."),
    Column(
      required: "kind", \.kind, "mutant (written), sketch (no guard) or weakening (one order)."),
    Column(required: "mutant", \.mutant, "What is wrong with it."),
    Column(required: "rung", \.rung, "Where it was looked for."),
    Column(required: "found", \.isFound, "Whether it was found there."),
    Column("scenario", \.scenario, "The first scenario that shows it; a sketch is its own."),
    Column(
      "promise", \.promise,
      "The sentence that it breaks; of a sketch and in a server, what was seen."),
    Column(
      "preemptions_count", \.preemptionsCount,
      "Fewest preemptions that show it in any scenario, if a bounded search says so.", .count),
    Column(
      "executions_count", \.executionsCount,
      "Executions, or plays under stress, until it was found, or all that there were.", .count),
    Column(
      "seconds", \.seconds,
      "Seconds until it was found; under stress, or the whole trial of a server."),
    Column("kept_for", \.keptFor, "Why an order stays although no rung shows that it is needed."),
  ]

  public static var blank: KillRow {
    KillRow(strategy: "", kind: .mutant, mutant: "", rung: .schedules)
  }
}
