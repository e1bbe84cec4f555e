import SessionGuards

/// One play of a scenario on one slot under stress: where it stands, for all of its threads.
final class Course: Sendable {
  let place: StressViolation.Place
  let standstill: Standstill
  private let verdict: Verdict
  /// Of each hold, a bit for every thread that has made the access that ends it.
  private let told: SlotTable<HardwareWord>

  init(_ place: StressViolation.Place, threads: Int, holds: Int, _ verdict: Verdict) {
    self.place = place
    self.verdict = verdict
    standstill = Standstill(threads: threads)
    told = SlotTable(count: max(1, holds)) { _ in HardwareWord(0) }
  }

  /// Whether the run has found what it looked for, here or elsewhere.
  var isOver: Bool { verdict.isOver }

  func note(_ reason: String) { verdict.note(reason, place) }

  func wait(
    _ thread: Int, holds: Bool = false, until isReady: () -> Bool
  ) -> Standstill.End {
    standstill.wait(thread, holds: holds, until: isReady, unless: { verdict.isOver })
  }

  func tell(_ hold: Int, by thread: Int) {
    // Relaxed: on purpose, since a stress must not order what the guard should.
    _ = told[Slot(hold)].add(1 << UInt64(thread), .relaxed, "hold.tell")
  }

  func isTold(_ hold: Int, toOthersThan thread: Int) -> Bool {
    // Relaxed: as above.
    told[Slot(hold)].load(.relaxed, "hold.look") & ~(1 << UInt64(thread)) != 0
  }
}

/// The first thing that went wrong in a run, and where.
final class Verdict: @unchecked Sendable {
  // Safe: written by the one thread whose exchange won, read when all have met or were joined.
  private(set) var found: (reason: String, place: StressViolation.Place)?
  private let claimed = HardwareWord(0)

  var isOver: Bool {
    // Relaxed: it ends waits early, and orders nothing.
    claimed.load(.relaxed, "verdict.look") != 0
  }

  func note(_ reason: String, _ place: StressViolation.Place) {
    // Relaxed: only one wins; the reader has met it at the rendezvous since.
    guard claimed.exchange(1, .relaxed, "verdict.claim") == 0 else { return }
    found = (reason, place)
  }
}
