/// How much one program may hold; beyond it the machine stops with a precondition.
///
/// Timestamps are lanes of seven bits, which is what makes joining two views a few instructions.
package enum Limits {
  package static var threads: Int { 8 }
  /// Words, locks, and double words twice.
  package static var locations: Int { 24 }
  package static var cells: Int { 32 }
  package static var tallies: Int { 32 }
  /// Writes to one location in one execution.
  package static var messages: Int { 127 }
  /// Scheduled operations of one execution; one that takes more has lost its progress.
  package static var steps: Int { 126 }
  /// Accesses while a program is set up; one that takes more has lost its progress.
  package static var settled: Int { 10_000 }
  /// Points of threads' logs that are remembered at a time; a power of two.
  package static var memories: Int { 1 << 15 }
  /// How often a load must repeat itself to be a loop without end.
  package static var spins: Int { 100_000 }
  /// Weak compare-exchanges of one thread that fail spuriously in one execution: enough to fail
  /// again where it has just failed, and few enough for a loop that tries again to end.
  package static var spuriousFailures: Int { 2 }
  /// Operations of one thread in one execution, those on cells and tallies included.
  @usableFromInline static var log: Int { 256 }
}
