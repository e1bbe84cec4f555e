import ModelChecker
import SessionGuards

extension Stage where Guard: ~Copyable {
  /// Asks slots that every thread has left whether they are as good as new: no count has leaked, no
  /// session that has ended is granted, and the next one opens, serves, closes and is reclaimed at
  /// once.
  func inspect() throws(Stop) {
    for slot in 0..<Slot(Scenario.slotCount) { try inspect(slot) }
  }

  private func inspect(_ slot: Slot) throws(Stop) {
    var last = SessionID(slot: slot, generation: scenario.generations(in: slot).upperBound)
    if ground.total(.reclaim(last)) == 0 { try endUnused(last) }
    try act((1...last.generation).map { .send($0) }, slot)
    last = SessionID(slot: slot, generation: last.generation + 1)
    if last.generation > scenario.lastGeneration { return try act([.openRetired], slot) }
    try act([.open(last.generation)], slot)
    try endUnused(last)
    try act([.send(last.generation), .closeLoses(last.generation)], slot)
  }

  private func act(_ acts: [Scenario.Act], _ slot: Slot) throws(Stop) {
    try play(Scenario.Part("audit", in: slot, acts: acts), as: 0)
  }

  /// Ends a session that no thread uses: it is granted until then, and gone with the close, as soon
  /// as every participant has said that it holds nothing.
  private func endUnused(_ id: SessionID) throws(Stop) {
    try act([.sendGranted(id.generation), .close(id.generation)], id.slot)
    for _ in 0..<4 where ground.total(.reclaim(id)) == 0 {
      for index in 0..<UInt32(scenario.parts.count) {
        try sessions.quiesce(as: Participant(index: index))
      }
    }
    if ground.total(.win(id)) != 1 {
      try fail(.reclaimedOnce, "no close of \(id) could win")
    }
    if ground.total(.reclaim(id)) != 1 {
      try fail(.reclaimedOnce, "\(id), which no thread used, was not reclaimed")
    }
    if let imbalance = ground.imbalance { try ground.fail(imbalance) }
  }
}
