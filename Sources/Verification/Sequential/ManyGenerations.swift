import SessionGuards

/// One slot is opened, used and closed many times, and the ids of its former lives come back.
///
/// A generation that is kept in too few bits comes round again after a power of two of lives.
struct ManyGenerations<Guard: SessionGuard & ~Copyable> where Guard.Fault == Never {
  private let tally: SequentialTally
  private let widths: SequentialStory.Widths
  private let stage: SequentialStage<Guard>

  init(_ tally: SequentialTally, _ widths: SequentialStory.Widths) {
    self.tally = tally
    self.widths = widths
    stage = SequentialStage(participants: 3, lastGeneration: widths.generations, tally)
  }

  func tell() throws(Breach) {
    for generation in 1...widths.generations {
      try live(generation)
      stage.quiesceAll()
    }
    try stage.openRetired(0)
    try stage.finish()
    for last in 1...3 as ClosedRange<UInt32> { try wearOut(last) }
  }

  /// A small last generation is a slot's last.
  private func wearOut(_ last: UInt32) throws(Breach) {
    let stage = SequentialStage<Guard>(participants: 1, lastGeneration: last, tally)
    for generation in 1...last {
      try stage.end(try stage.open(0, generation), as: 0)
    }
    try stage.openRetired(0)
    try stage.expectStale(SessionID(slot: 0, generation: last + 1), as: 0, "in a used up slot")
    try stage.expectOver(SessionID(slot: 0, generation: last), as: 0)
    try stage.openRetired(0)
    try stage.finish()
  }

  private func live(_ generation: UInt32) throws(Breach) {
    let id = try stage.open(0, generation)
    let user = Int(generation % 3)
    try stage.lend(id, as: user)
    try askEveryPower(generation)
    try askOthers(generation, "while generation \(generation) lives")
    if generation == 5 { try sendStaleRow(generation, "to the live generation 5") }
    if generation == 6 { try sendUnderClose(id) }
    if generation != 6 {
      try stage.lend(id, as: 2)
      try stage.end(id, as: user)
    }
    try stage.expectOver(id, as: user)
    try askOthers(generation, "after generation \(generation) was reclaimed")
    if generation == 4 { try sendStaleRow(generation, "to the slot after generation 4") }
    try stage.expectNoReclaim(.reclaimedOnce, "by stale sends to a free slot")
  }
}

// The ids that come back.
extension ManyGenerations where Guard: ~Copyable {
  private func id(_ generation: UInt32) -> SessionID { SessionID(slot: 0, generation: generation) }

  /// Sends to the life 1, 2, 4, ... before this one.
  private func askEveryPower(_ living: UInt32) throws(Breach) {
    var distance: UInt32 = 1
    while distance < living {
      try stage.refuse(id(living - distance), as: 1, .onlyItsOwn, "while \(living) lives")
      distance <<= 1
    }
  }

  /// Sends and closes with ids of the past and of the future, which must change nothing.
  private func askOthers(
    _ now: UInt32, _ when: @autoclosure () -> String
  ) throws(Breach) {
    for distance in [1, 2, 3, 1 << 8, 1 << 16] as [UInt32] {
      if distance < now { try stage.expectStale(id(now - distance), as: 0, when()) }
    }
    // At the end, so that ids of the past come first: they are what a server meets.
    if now + 10 > widths.generations {
      for distance in [1, 1 << 8, 1 << 16] as [UInt32] where distance < widths.generations {
        try stage.expectStale(id(now + distance), as: 0, when())
      }
    }
    try stage.expectNoReclaim(.reclaimedOnce, when())
  }

  /// Sends to the first lives of the slot, many times in a row, and then closes them as often.
  private func sendStaleRow(_ now: UInt32, _ place: String) throws(Breach) {
    for number in 0..<widths.staleRow {
      let old = id(UInt32(number) % (now - 1) + 1)
      try stage.refuse(old, as: number % 3, .onlyItsOwn, "\(place), send \(number) in a row")
    }
    for number in 0..<widths.staleRow {
      let old = id(UInt32(number) % (now - 1) + 1)
      try stage.refuseClose(old, as: number % 3, "\(place), close \(number) in a row")
    }
    try stage.expectNoReclaim(.reclaimedOnce, place)
  }

  /// The same while the session is closed and held, if the guard lets one thread do that.
  private func sendUnderClose(_ live: SessionID) throws(Breach) {
    guard !Guard.strategy.closeWaits else { return try stage.end(live, as: 1) }
    let held = try stage.hold(live, as: 0)
    try stage.close(live, as: 1)
    for number in 0..<widths.staleRow {
      let old = id(UInt32(number) % (live.generation - 1) + 1)
      try stage.refuse(old, as: 1 + number % 2, .onlyItsOwn, "while \(live) is closed and held")
    }
    try stage.expectNoReclaim(.leaseHoldsSlot, "by stale sends under a lease")
    stage.release(held)
    try stage.expectReclaim(live)
  }
}
