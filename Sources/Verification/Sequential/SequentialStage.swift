import SessionGuards

/// What ends a chapter: a promise that was broken, and how.
struct Breach: Error {
  let reason: String

  init(_ promise: Promise, _ what: String) { reason = "\(promise.rawValue); \(what)" }
}

/// A lease that is out, as plain values: a chapter holds many, and forgets them when it fails.
struct HeldLease {
  let id: SessionID
  let tag: UInt32
  let holder: Int
}

/// One guard in the hands of one thread that plays all its participants, and what it reclaimed.
final class SequentialStage<Guard: SessionGuard & ~Copyable> where Guard.Fault == Never {
  private let sessions: Guard
  let participantCount: Int
  private let reclaims: ReclaimLedger
  private let tally: SequentialTally
  private var openCount = 0
  private var leaseCount = 0

  init(
    slots: Int = 1, participants: Int, lastGeneration: UInt32 = .max, _ tally: SequentialTally
  ) {
    let reclaims = ReclaimLedger()
    sessions = Guard(
      slotCount: slots, participantCount: participants, lastGeneration: lastGeneration
    ) { (id) throws(Never) in reclaims.note(id) }
    participantCount = participants
    self.reclaims = reclaims
    self.tally = tally
  }

  /// Opens the slot, which must get that generation.
  @discardableResult
  func open(_ slot: Slot, _ generation: UInt32) throws(Breach) -> SessionID {
    let wanted = SessionID(slot: slot, generation: generation)
    let id = sessions.open(slot)
    if id != wanted {
      throw Breach(.onlyItsOwn, "opened \(id.map(\.description) ?? "nothing"), not \(wanted)")
    }
    openCount += 1
    tally.note(slots: openCount)
    tally.note(generations: Int(generation))
    return wanted
  }

  /// Opens the slot, which must have used up its generations.
  func openRetired(_ slot: Slot) throws(Breach) {
    if let id = sessions.open(slot) {
      throw Breach(.onlyItsOwn, "a used up slot was opened: \(id)")
    }
  }

  func acquire(_ id: SessionID, as holder: Int) throws(Breach) -> HeldLease? {
    guard let lease = sessions.acquire(id, as: Participant(index: UInt32(holder))) else {
      return nil
    }
    let tag = lease.tag
    let lent = lease.end()
    if lent != id { throw Breach(.onlyItsOwn, "asked for \(id), got \(lent)") }
    leaseCount += 1
    tally.note(participants: leaseCount)
    return HeldLease(id: id, tag: tag, holder: holder)
  }

  func release(_ held: HeldLease) {
    leaseCount -= 1
    sessions.release(Lease(held.id, tag: held.tag), as: Participant(index: UInt32(held.holder)))
  }

  func close(_ id: SessionID, as closer: Int) throws(Breach) {
    if !sessions.close(id, as: Participant(index: UInt32(closer))) {
      throw Breach(.reclaimedOnce, "participant \(closer) closed the live \(id), and did not win")
    }
    openCount -= 1
  }
}

// What must be refused.
extension SequentialStage where Guard: ~Copyable {
  func refuse(
    _ id: SessionID, as index: Int, _ promise: Promise, _ when: @autoclosure () -> String
  ) throws(Breach) {
    tally.noteStaleSend()
    guard let held = try acquire(id, as: index) else { return }
    release(held)
    throw Breach(promise, "granted \(id) to participant \(index) \(when())")
  }

  func refuseClose(
    _ id: SessionID, as index: Int, _ when: @autoclosure () -> String
  ) throws(Breach) {
    if sessions.close(id, as: Participant(index: UInt32(index))) {
      throw Breach(.reclaimedOnce, "a close of \(id) won \(when())")
    }
  }

  /// Expects that this id, which names no session now, is refused and closes nothing.
  func expectStale(
    _ id: SessionID, as index: Int, _ when: @autoclosure () -> String
  ) throws(Breach) {
    try refuse(id, as: index, .onlyItsOwn, when())
    try refuseClose(id, as: index, when())
  }

  /// Expects that this session, which was reclaimed, is refused and cannot be closed again.
  func expectOver(_ id: SessionID, as index: Int) throws(Breach) {
    let isEarly = Guard.strategy.closeRule == .early
    try refuse(id, as: index, isEarly ? .closeRefuses : .leaseHoldsSlot, "after it was reclaimed")
    try refuseClose(id, as: index, "after it was reclaimed")
  }
}

// What must be granted and reclaimed.
extension SequentialStage where Guard: ~Copyable {
  func hold(_ id: SessionID, as holder: Int) throws(Breach) -> HeldLease {
    guard let held = try acquire(id, as: holder) else {
      throw Breach(.liveIsGranted, "refused the live \(id) to participant \(holder)")
    }
    return held
  }

  func lend(_ id: SessionID, as holder: Int) throws(Breach) { release(try hold(id, as: holder)) }

  /// Calls `quiesce` for each of these participants, in turn; the one that holds this lease is left
  /// out.
  func quiesce(_ indices: [Int], but held: HeldLease? = nil) {
    for index in indices where index != held?.holder { quiesce(index) }
  }

  func quiesceAll(but held: HeldLease? = nil) {
    for index in 0..<participantCount where index != held?.holder { quiesce(index) }
  }

  private func quiesce(_ index: Int) { sessions.quiesce(as: Participant(index: UInt32(index))) }

  /// Expects that nothing was reclaimed since this was last asked.
  func expectNoReclaim(
    _ promise: Promise, _ when: @autoclosure () -> String
  ) throws(Breach) {
    if reclaims.isEmpty { return }
    throw Breach(promise, "reclaimed \(reclaims.take()[0]) \(when())")
  }

  /// Expects that exactly this session is reclaimed, at the latest when every participant has
  /// called `quiesce` four times.
  func expectReclaim(_ id: SessionID) throws(Breach) {
    var rounds = 0
    while reclaims.isEmpty, rounds < 4 {
      for index in 0..<participantCount where reclaims.isEmpty { quiesce(index) }
      rounds += 1
    }
    if reclaims.take(only: id) { return }
    let ids = reclaims.take()
    if ids.isEmpty {
      throw Breach(.reclaimedOnce, "\(id) was closed, no lease of it is out: it is not reclaimed")
    }
    throw Breach(.reclaimedOnce, "reclaimed \(ids), where only \(id) was closed")
  }

  /// Closes a session that is not held, and expects that exactly this one is reclaimed.
  func end(_ id: SessionID, as closer: Int) throws(Breach) {
    try close(id, as: closer)
    try expectReclaim(id)
  }

  /// Expects that no participant's `quiesce` leads to one more reclaim.
  func finish() throws(Breach) {
    quiesceAll()
    try expectNoReclaim(.reclaimedOnce, "when no session was closed")
  }
}
