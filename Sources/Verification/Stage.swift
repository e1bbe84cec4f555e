import ModelChecker
import SessionGuards

/// One slot of a guard under test, the session in it, and what happened to it.
///
/// `reclaim` tears the session down at once, on the thread that it is called on, which asks more of
/// a guard than a server does, which only notes there that it is due.
final class Stage<Guard: SessionGuard & ~Copyable, Place: Ground>: Sendable
where Guard.Fault == Stop {
  let scenario: Scenario
  let sessions: Guard
  let ground: Place

  init(_ scenario: Scenario, on ground: Place) {
    self.scenario = scenario
    self.ground = ground
    sessions = Guard(
      slotCount: 1, participantCount: scenario.parts.count,
      lastGeneration: scenario.lastGeneration
    ) { (id) throws(Stop) in
      let living = try ground.look("reclaim.look")
      if living != UInt64(id.generation) {
        try ground.fail(.reclaimedOnce, "reclaimed \(id), lives \(living)")
      }
      try ground.clear()
      try ground.count(.reclaim(id.generation))
      try ground.announce(id.generation)
    }
  }

  func fail(_ promise: Promise, _ what: String) throws(Stop) -> Never {
    try ground.fail(promise, what)
  }
}
