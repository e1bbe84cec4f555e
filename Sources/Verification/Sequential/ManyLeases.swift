import SessionGuards

/// One session is held by many participants at once, closed, and given back by one after the other.
///
/// The count passes through every number below, so that one that is kept in too few bits looks like
/// zero on the way. The closer is one participant more.
struct ManyLeases<Guard: SessionGuard & ~Copyable> where Guard.Fault == Never {
  private let tally: SequentialTally

  init(_ tally: SequentialTally) { self.tally = tally }

  func tell(_ widths: SequentialStory.Widths) throws(Breach) {
    for count in widths.leases { try hold(count) }
  }

  private func hold(_ count: Int) throws(Breach) {
    let stage = SequentialStage<Guard>(participants: count + 1, tally)
    let id = try stage.open(0, 1)
    var held: [HeldLease] = []
    held.reserveCapacity(count)
    for holder in 0..<count { held.append(try stage.hold(id, as: holder)) }
    try stage.expectNoReclaim(.leaseHoldsSlot, "while \(count) hold it and none closed it")
    try stage.close(id, as: count)
    try stage.expectNoReclaim(.leaseHoldsSlot, "by a close while \(count) hold it")
    if Guard.strategy.closeRule == .early {
      try stage.refuse(id, as: count, .closeRefuses, "after a won close, while \(count) hold it")
    }
    for lease in held.dropLast() {
      stage.release(lease)
      try stage.expectNoReclaim(
        .leaseHoldsSlot, "when \(lease.holder + 1) of \(count) leases were given back")
    }
    // Few are enough here: with a count of participants like this, all would take minutes in a
    // guard that scans.
    stage.quiesce([0, count / 2, count - 2, count].filter { $0 != count - 1 })
    try stage.expectNoReclaim(.leaseHoldsSlot, "while the last of \(count) leases is out")
    stage.release(held[count - 1])
    try stage.expectReclaim(id)
    try stage.expectOver(id, as: 0)
    try nextLife(stage)
  }

  /// The slot's next session is whole.
  private func nextLife(_ stage: SequentialStage<Guard>) throws(Breach) {
    let id = try stage.open(0, 2)
    try stage.lend(id, as: 0)
    try stage.end(id, as: stage.participantCount - 1)
    try stage.finish()
  }
}
