/// How far scenarios go: what a proof that rests on them has tried.
public struct ScenarioReach: Sendable, Codable, Equatable {
  /// The most threads at once.
  public let threads: Int
  /// The most acts of one thread.
  public let acts: Int
  /// The most generations of one slot, those before the threads included.
  public let generations: Int
  public let slots: Int

  public init(_ scenarios: [Scenario]) {
    threads = scenarios.map(\.parts.count).max() ?? 0
    acts = scenarios.flatMap(\.parts).map(\.acts.count).max() ?? 0
    generations = scenarios.map { Int($0.lastOpened) }.max() ?? 0
    slots = scenarios.isEmpty ? 0 : Scenario.slotCount
  }
}

extension ScenarioReach: CustomStringConvertible {
  public var description: String {
    "up to \(threads) threads, \(acts) acts of each, \(generations) "
      + (generations == 1 ? "generation" : "generations") + ", \(slots) slots"
  }
}
