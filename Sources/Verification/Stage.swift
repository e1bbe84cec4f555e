import ModelChecker
import SessionGuards

/// One slot of a guard under test, the session in it, and what happened to it.
///
/// The session is plain memory: the race detector sees whoever touches it when nothing says that he
/// may. `reclaim` tears it down at once, on the thread that it is called on, which asks more of a
/// guard than a server does, which only notes there that it is due.
final class Stage<Guard: SessionGuard & ~Copyable>: Sendable where Guard.Fault == Stop {
  let machine: Machine
  let scenario: Scenario
  let sessions: Guard
  let session: Session

  /// What lives in the slot, and the tallies of each generation.
  final class Session: Sendable {
    /// The generation that lives here; 0 when the slot is torn down.
    let living: ModelCell
    /// Written under a lease by guards that say they exclude.
    let exclusive = ModelCell(0)
    /// The last generation that was reclaimed.
    let reclaimed: ModelWord
    let first: UInt32
    let reclaims: [ModelTally]
    let wins: [ModelTally]

    init(_ scenario: Scenario) {
      living = ModelCell(0)
      reclaimed = ModelWord(0)
      first = 1
      reclaims = (1...scenario.generations.upperBound).map { _ in ModelTally() }
      wins = (1...scenario.generations.upperBound).map { _ in ModelTally() }
    }
  }

  init(_ machine: Machine, _ scenario: Scenario) {
    self.machine = machine
    self.scenario = scenario
    let session = Session(scenario)
    self.session = session
    sessions = Guard(
      slotCount: 1, participantCount: scenario.parts.count,
      lastGeneration: scenario.lastGeneration
    ) { (id) throws(Stop) in
      let living = try session.living.read("reclaim.look")
      if living != UInt64(id.generation) {
        try machine.fail("\(Promise.reclaimedOnce.rawValue); reclaimed \(id), lives \(living)")
      }
      try session.living.write(0, "reclaim.clear")
      try session.reclaims[Int(id.generation) - 1].add()
      // Release: pairs with the acquiring load of settle.
      try session.reclaimed.store(UInt64(id.generation), .releasing, "reclaim.done")
    }
  }

  func fail(_ promise: Promise, _ what: String) throws(Stop) -> Never {
    try machine.fail("\(promise.rawValue); \(what)")
  }
}
