import ModelChecker
import SessionGuards

/// The threads of one stress of one guard, and what they share.
///
/// They go from slot to slot together: all meet, play the slot's scenario, and meet again. The
/// first of them makes each batch of slots ready, and audits it when all have left it.
final class Crew<Guard: SessionGuard & ~Copyable>: @unchecked Sendable
where Guard.Fault == Stop {
  // Safe: plays and counts are written by the leader while all others wait for it, and read when
  // they have met it.

  /// A slot with its guard, and where the scenario on it stands.
  private final class Play: Sendable {
    let stage: Stage<Guard, HeapGround>
    let course: Course
    /// For the leader, which has the slot alone before the threads come and after they left.
    let alone: [Course]

    init(_ scenario: Scenario, _ place: StressViolation.Place, holds: Int, _ verdict: Verdict) {
      stage = Stage(scenario, on: HeapGround(generations: scenario.lastOpened))
      course = Course(place, threads: scenario.parts.count, holds: holds, verdict)
      alone = (0..<2).map { _ in Course(place, threads: 1, holds: holds, verdict) }
    }
  }

  let verdict = Verdict()
  private let plan: StressPlan
  private let goesOn: @Sendable (_ batches: Int) -> Bool
  private let rendezvous: Rendezvous
  private var batch: [Play] = []
  private var isStopped = false
  private(set) var playCount = 0

  init(_ plan: StressPlan, _ goesOn: @escaping @Sendable (Int) -> Bool) {
    self.plan = plan
    self.goesOn = goesOn
    rendezvous = Rendezvous(count: plan.threadCount)
  }

  /// What each thread does; all must.
  func run(as index: Int) {
    let player = Player(index, plan.disturbance)
    player.take {
      for number in plan.firstBatch..<plan.firstBatch + plan.batches {
        if index == 0 { prepare(number, player) }
        guard meet() else { return }
        for slot in 0..<plan.slots {
          play(slot, plan.seed(number, slot, index), player)
          guard meet() else { return }
        }
        if index == 0 { audit(number, player) }
      }
    }
  }

  private func meet() -> Bool { rendezvous.meet { !verdict.isOver && !isStopped } }

  /// A function of its own, so that nothing of the play is held when the threads meet.
  private func play(_ slot: Int, _ seed: UInt64, _ player: Player) {
    let play = batch[slot]
    let parts = play.stage.scenario.parts
    guard player.index < parts.count else { return }
    let part = parts[player.index]
    player.begin(play.course, as: part.name, seed: seed)
    do throws(Stop) {
      try play.stage.play(part, as: play.stage.scenario.places[player.index])
    } catch {}
    player.end()
  }
}

// What the leader does.
extension Crew where Guard: ~Copyable {
  private func prepare(_ number: Int, _ player: Player) {
    batch = (0..<plan.slots).map { slot in
      let scenario = plan.scenario(number, slot)
      let place = StressViolation.Place(
        seed: plan.seed, batch: number, slot: slot, scenario: scenario.name,
        script: scenario.script)
      return Play(scenario, place, holds: plan.disturbance.holds.count, verdict)
    }
    for play in batch {
      player.begin(play.alone[0], as: "history", seed: plan.seed)
      do throws(Stop) { try play.stage.setUp() } catch {}
      player.end()
    }
  }

  private func audit(_ number: Int, _ player: Player) {
    for play in batch where !verdict.isOver {
      player.begin(play.alone[1], as: "audit", seed: plan.seed)
      if let wrong = play.stage.audit {
        play.alone[1].note(wrong)
      } else {
        do throws(Stop) { try play.stage.inspect() } catch {}
      }
      player.end()
    }
    playCount += batch.count
    batch = []
    isStopped = !goesOn(number - plan.firstBatch + 1)
  }
}
