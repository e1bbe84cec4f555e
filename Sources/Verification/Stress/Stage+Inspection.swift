import ModelChecker
import SessionGuards

extension Stage where Guard: ~Copyable {
  /// Asks a slot that everybody has left whether it is as good as new: no count has leaked, nothing
  /// that has ended is granted, and the next session opens, serves, closes and is reclaimed at
  /// once.
  func inspect() throws(Stop) {
    var last = scenario.generations.upperBound
    if ground.total(.reclaim(last)) == 0 { try endUnused(last) }
    try play((1...last).map { .send($0) }, as: 0)
    last += 1
    if last > scenario.lastGeneration { return try play([.openRetired], as: 0) }
    try play([.open(last)], as: 0)
    try endUnused(last)
    try play([.send(last), .closeLoses(last)], as: 0)
  }

  /// Ends a session that nobody uses: it is granted until then, and gone with the close.
  private func endUnused(_ generation: UInt32) throws(Stop) {
    try play([.sendGranted(generation), .close(generation)], as: 0)
    for index in 0..<UInt32(scenario.parts.count) {
      try sessions.quiesce(as: Participant(index: index))
    }
    if ground.total(.win(generation)) != 1 {
      try fail(.reclaimedOnce, "nobody could close generation \(generation)")
    }
    if ground.total(.reclaim(generation)) != 1 {
      try fail(.reclaimedOnce, "generation \(generation), which nobody used, was not reclaimed")
    }
    if let imbalance = ground.imbalance { try ground.fail(imbalance) }
  }
}
