import SessionGuards

/// Two lives of one slot among three, every step of which the contract settles.
struct ByTheBook<Guard: SessionGuard & ~Copyable> where Guard.Fault == Never {
  private let stage: SequentialStage<Guard>
  private let one = SessionID(slot: 1, generation: 1)
  private let two = SessionID(slot: 1, generation: 2)

  init(_ tally: SequentialTally) {
    stage = SequentialStage(slots: 3, participants: 2, lastGeneration: 2, tally)
  }

  func tell() throws(Breach) {
    try stage.open(1, 1)
    try stage.lend(one, as: 0)
    try stage.lend(one, as: 1)
    try stage.expectStale(two, as: 0, "before it was opened")
    for slot in [0, 2] as [Slot] {
      let id = SessionID(slot: slot, generation: 1)
      try stage.expectStale(id, as: 0, "in a slot that was never opened")
    }
    for slot in 0...2 as ClosedRange<Slot> {
      let id = SessionID(slot: slot, generation: 0)
      try stage.expectStale(id, as: 1, "which names no session")
    }
    try stage.expectNoReclaim(.reclaimedOnce, "before the first close")
    try stage.lend(one, as: 0)
    try stage.end(one, as: 0)
    try stage.expectOver(one, as: 0)
    try stage.expectOver(one, as: 1)
    try secondLife()
    try stage.finish()
  }

  private func secondLife() throws(Breach) {
    try stage.open(1, 2)
    try stage.lend(two, as: 1)
    try stage.expectStale(one, as: 0, "while generation 2 lives")
    try stage.expectStale(one, as: 1, "while generation 2 lives")
    try stage.expectNoReclaim(.reclaimedOnce, "by a stale close")
    try stage.lend(two, as: 0)
    try stage.end(two, as: 1)
    try stage.openRetired(1)
    try stage.openRetired(1)
    try stage.expectStale(one, as: 0, "in a used up slot")
    try stage.expectOver(two, as: 1)
  }
}
