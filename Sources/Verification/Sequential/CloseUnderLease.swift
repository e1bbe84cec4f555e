import SessionGuards

/// A session is closed while one participant holds it: each participant in turn, in crowds of
/// several sizes.
///
/// A guard whose closer looks for holders must look at every place, and one that looks at all but
/// the first, all but the last or the first 64 is right for every other holder.
struct CloseUnderLease<Guard: SessionGuard & ~Copyable> where Guard.Fault == Never {
  private let tally: SequentialTally

  init(_ tally: SequentialTally) { self.tally = tally }

  func tell(_ widths: SequentialStory.Widths) throws(Breach) {
    for count in widths.crowds {
      let stage = SequentialStage<Guard>(participants: count, tally)
      var generation: UInt32 = 0
      for holder in 0..<count {
        for (number, closer) in closers(of: holder, in: count).enumerated() {
          generation += 1
          let id = try stage.open(0, generation)
          try close(stage, id, holder, closer, allQuiesce: number == 0)
        }
      }
      try stage.finish()
    }
  }

  /// The first, the last and the next participant, without the holder.
  private func closers(of holder: Int, in count: Int) -> [Int] {
    var closers: [Int] = []
    for index in [0, count - 1, (holder + 1) % count]
    where index != holder && !closers.contains(index) { closers.append(index) }
    return closers
  }

  private func close(
    _ stage: SequentialStage<Guard>, _ id: SessionID, _ holder: Int, _ closer: Int,
    allQuiesce: Bool
  ) throws(Breach) {
    let count = stage.participantCount
    let held = try stage.hold(id, as: holder)
    try stage.close(id, as: closer)
    let place = "participant \(holder) of \(count) holds it, and participant \(closer) closed it"
    try stage.expectNoReclaim(.leaseHoldsSlot, "while \(place)")
    try stage.refuseClose(id, as: closer, "after another had won")
    let late = try acquireLate(stage, id, bystander(holder, closer, count))
    if allQuiesce, late == nil { stage.quiesceAll(but: held) }
    let watchers = [0, holder - 1, holder + 1, closer, count - 1].filter {
      $0 >= 0 && $0 < count && $0 != late?.holder
    }
    for _ in 0..<3 { stage.quiesce(watchers, but: held) }
    try stage.expectNoReclaim(.leaseHoldsSlot, "while \(place)")
    stage.release(held)
    if let late {
      stage.quiesce(watchers)
      try stage.expectNoReclaim(
        .leaseHoldsSlot, "while participant \(late.holder) of \(count) holds it since the close")
      stage.release(late)
    }
    try stage.expectReclaim(id)
    try stage.expectOver(id, as: holder)
  }

  /// A participant that neither holds the session nor closed it, if there are three.
  private func bystander(_ holder: Int, _ closer: Int, _ count: Int) -> Int {
    (0..<count).first { $0 != holder && $0 != closer } ?? closer
  }

  /// What a sender gets that comes between the close and the last lease's end.
  private func acquireLate(
    _ stage: SequentialStage<Guard>, _ id: SessionID, _ sender: Int
  ) throws(Breach) -> HeldLease? {
    if Guard.strategy.closeRule == .early {
      try stage.refuse(id, as: sender, .closeRefuses, "after a won close, under another's lease")
      return nil
    }
    return try stage.acquire(id, as: sender)
  }
}
