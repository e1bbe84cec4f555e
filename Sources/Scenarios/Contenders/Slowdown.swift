internal import Synchronization

/// How many steps slow a strategy down, and the name by which it is asked for: `packed+40`.
@usableFromInline
package struct Slowdown {
  /// More would take longer than a trial.
  package static let mostSteps = 1_000_000

  let strategy: String
  let steps: Int

  /// Reads a name; nil if it is not one of a slowed strategy.
  init?(_ name: String) {
    let parts = name.split(separator: "+", omittingEmptySubsequences: false)
    guard parts.count == 2, let steps = Int(parts[1]), (0...Self.mostSteps).contains(steps) else {
      return nil
    }
    strategy = String(parts[0])
    self.steps = steps
  }

  package static func name(of strategy: String, steps: Int) -> String { "\(strategy)+\(steps)" }

  /// The steps of the slowed guards that this process makes, and a zero that is read at run time.
  ///
  /// They belong to the process, which runs one trial: a guard's initialiser takes no argument for
  /// them.
  @usableFromInline static var ofThisProcess: (steps: Int, nothing: UInt64) {
    // Relaxed: set before any thread of the trial begins.
    (word.load(ordering: .relaxed), zero.load(ordering: .relaxed))
  }

  @usableFromInline
  static func become(_ steps: Int) {
    // Relaxed: as above.
    word.store(steps, ordering: .relaxed)
  }

  private static let word = Atomic(0)
  private static let zero = Atomic<UInt64>(0)
}
