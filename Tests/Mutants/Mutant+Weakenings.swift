import ModelChecker
import SessionGuards
import Verification

extension Mutant {
  /// Every order of every guard, one step weaker: mutants that are not written by hand.
  public static let weakenings: [Mutant] = {
    var stresses = Stresses()
    visitGuards(&stresses, on: Delayed.self)
    var visitor = Weakenings(runs: stresses.runs)
    visitGuards(&visitor, on: Model.self)
    return visitor.mutants
  }()

  /// Orders whose weakening no scenario shows, and the reason why they stay.
  public static let keptOrders = [
    "spinlock open.lock":
      "C++20 needs it, and the engine cannot tell: whoever opens a slot was handed it with all "
      + "that was done to it, so that the acquire is left to forbid load buffering, in which a "
      + "session is granted before it is opened, to one who guessed its id or read it relaxed, and "
      + "which neither RC11 nor the engine shows (OpeningTests)",
    "mcs acquire.queue": writeOrder + "the 0 in `next` and what the thread behind puts there",
    "mcs wait.link": writeOrder + "the 1 in `waits` and the 0 of the thread before",
    "mcs pass.look": writeOrder + "the same two, as the other half of that pair",
    "hazard-promote collect.count":
      "its scenarios promote no lease; those of hazard-promoted, which promote all, show it",
  ]

  private static let writeOrder =
    "C++20 needs it, and the engine cannot tell, where the order of a word's writes is their order "
    + "in time: it orders two threads' writes of one word, "

  /// Orders whose weakening a search of all executions shows, and one that is cut short does not.
  public static let ordersShownLate: Set = ["epoch batch.epoch", "epoch scan.advance"]

  /// Why this weakening stays although nothing shows that the order is needed.
  public var keptFor: String? {
    alterations.first.flatMap { Mutant.keptOrders["\(strategy) \($0.site)"] }
  }
}

private struct Weakenings: GuardVisitor {
  typealias Fault = Stop
  let runs: [String: Mutant.Run]
  var mutants: [Mutant] = []

  mutating func visit<Guard: SessionGuard & ~Copyable>(_: Guard.Type) where Guard.Fault == Stop {
    guard !Guard.strategy.isFloor, let run = runs[Guard.strategy.name] else { return }
    for weakening in Weakening.all(Weakener().census(GuardModel(Guard.self))) {
      mutants.append(
        Mutant(weakening.description, Guard.self, [weakening.alteration], run: run))
    }
  }
}

private struct Stresses: GuardVisitor {
  typealias Fault = Stop
  var runs: [String: Mutant.Run] = [:]

  mutating func visit<Guard: SessionGuard & ~Copyable>(_: Guard.Type) where Guard.Fault == Stop {
    runs[Guard.strategy.name] = Mutant.Run(Guard.self)
  }
}
