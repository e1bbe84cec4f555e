import ModelChecker
import SessionGuards

/// Two slots of a guard under test, the sessions in them, and what happened to them.
///
/// `reclaim` tears the session down at once, on the thread that it is called on. That asks more of
/// a guard than a server does, whose `reclaim` only notes that the teardown is due.
final class Stage<Guard: SessionGuard & ~Copyable, Place: Ground>: Sendable
where Guard.Fault == Stop {
  let scenario: Scenario
  let sessions: Guard
  let ground: Place

  init(_ scenario: Scenario, on ground: Place) {
    self.scenario = scenario
    self.ground = ground
    sessions = Guard(
      slotCount: Scenario.slotCount, participantCount: scenario.parts.count,
      lastGeneration: scenario.lastGeneration
    ) { (id) throws(Stop) in
      if id.slot >= Scenario.slotCount { try ground.fail(.reclaimedOnce, "reclaimed \(id)") }
      let living = try ground.look(id.slot, "reclaim.look")
      if living == 0 || living != UInt64(id.generation) {
        try ground.fail(.reclaimedOnce, "reclaimed \(id), lives \(living)")
      }
      try ground.clear(id.slot)
      try ground.count(.reclaim(id))
      try ground.announce(id)
    }
  }

  func fail(_ promise: Promise, _ what: String) throws(Stop) -> Never {
    try ground.fail(promise, what)
  }
}
