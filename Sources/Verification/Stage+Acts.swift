import ModelChecker
import SessionGuards

extension Stage where Guard: ~Copyable {
  /// The lives before the threads start, and the opening of the sessions that they meet.
  ///
  /// The participant that plays the first part does it.
  func setUp() throws(Stop) {
    let me = Participant(index: UInt32(scenario.places[0]))
    try open(SessionID(slot: 0, generation: 1))
    let last = scenario.generations(in: 1).lowerBound
    for generation in 1...last {
      let id = SessionID(slot: 1, generation: generation)
      try open(id)
      guard generation < last else { return }
      try close(id, as: me)
      try settle(id, as: me)
    }
  }

  /// Plays a part, and calls `quiesce` after each act, as a server's threads do between two sends,
  /// after each batch and at their end.
  func play(_ part: Scenario.Part, as place: Int) throws(Stop) {
    let me = Participant(index: UInt32(place))
    for act in part.acts {
      try perform(act, in: part.slot, as: me)
      try sessions.quiesce(as: me)
    }
  }

  private func perform(
    _ act: Scenario.Act, in slot: Slot, as me: borrowing Participant
  ) throws(Stop) {
    func session(_ generation: UInt32) -> SessionID {
      SessionID(slot: slot, generation: generation)
    }
    switch act {
    case .send(let generation): _ = try send(session(generation), as: me)
    case .sendGranted(let generation): try sendGranted(session(generation), as: me)
    case .sendTold(let generation): try sendTold(session(generation), as: me)
    case .sendBeside: try sendGranted(SessionID(slot: 1 - slot, generation: 1), as: me)
    case .beside(let act): try perform(act, in: 1 - slot, as: me)
    case .close(let generation): try close(session(generation), as: me)
    case .closeSilently(let generation):
      try close(session(generation), as: me, asksAfterwards: false)
    case .closeLoses(let generation): try close(session(generation), as: me, mayWin: false)
    case .sendAll(let generation): try sendAll(both(generation, from: slot), as: me)
    case .closeAll(let generation): try closeAll(both(generation, from: slot), as: me)
    case .serve(let generation): try touch(session(generation))
    case .settle(let generation): try settle(session(generation), as: me)
    case .open(let generation): try open(session(generation))
    case .openRetired:
      if try sessions.open(slot) != nil { try fail(.onlyItsOwn, "a used up slot was opened") }
    }
  }

  private func send(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Bool {
    try ground.count(.send)
    guard let lease = try sessions.acquire(id, as: me) else {
      try ground.count(.refusal)
      return false
    }
    if lease.id != id { try fail(.onlyItsOwn, "asked for \(id), got \(lease.id)") }
    try use(id, as: me)
    try sessions.release(lease, as: me)
    return true
  }

  /// Leaves a message in the session; under its lease.
  private func use(_ id: SessionID, as me: borrowing Participant) throws(Stop) {
    try touch(id)
    try ground.work(in: id.slot, as: UInt64(me.index), alone: Guard.strategy.isExclusive)
    try touch(id)
    try ground.deliver(in: id.slot)
  }

  private func sendGranted(_ id: SessionID, as me: borrowing Participant) throws(Stop) {
    if try !send(id, as: me) { try fail(.liveIsGranted, "\(id)") }
  }

  private func sendTold(_ id: SessionID, as me: borrowing Participant) throws(Stop) {
    let isTold = try ground.isTold()
    if try send(id, as: me), isTold, Guard.strategy.closeRule == .early {
      try fail(.closeRefuses, "\(id), to a thread that was told of the close")
    }
  }

  /// Uses the session, which must be that one.
  private func touch(_ id: SessionID) throws(Stop) {
    let living = try ground.look(id.slot, "session.use")
    if living == UInt64(id.generation) { return }
    if living == 0 { try fail(.leaseHoldsSlot, "generation \(id.generation) was torn down") }
    try fail(.onlyItsOwn, "a send to generation \(id.generation) reached \(living)")
  }

  private func close(
    _ id: SessionID, as me: borrowing Participant, mayWin: Bool = true, asksAfterwards: Bool = true
  ) throws(Stop) {
    guard try sessions.close(id, as: me) else { return }
    if !mayWin { try fail(.reclaimedOnce, "a second close of \(id.generation) won") }
    try ground.count(.win(id))
    if scenario.tellsOfClose { try ground.tell() }
    guard asksAfterwards, Guard.strategy.closeRule == .early else { return }
    if let late = try sessions.acquire(id, as: me) {
      try sessions.release(late, as: me)
      try fail(.closeRefuses, "generation \(id.generation)")
    }
  }

  /// The sessions of that generation in both slots, this slot's first.
  private func both(_ generation: UInt32, from slot: Slot) -> InlineArray<2, SessionID> {
    [
      SessionID(slot: slot, generation: generation),
      SessionID(slot: 1 - slot, generation: generation),
    ]
  }

  private func sendAll(
    _ ids: InlineArray<2, SessionID>, as me: borrowing Participant
  ) throws(Stop) {
    let index = me.index
    var refused = 0
    let granted = try sessions.lendEach(ids.span, as: me, ahead: { (_) in }) { (id) throws(Stop) in
      try ground.count(.send)
      try use(id, as: Participant(index: index))
    } refused: { (_) throws(Stop) in
      try ground.count(.send)
      try ground.count(.refusal)
      refused += 1
    }
    if granted + refused != ids.count {
      try fail(.conserves, "\(granted) granted and \(refused) refused of \(ids.count)")
    }
  }

  /// Closes both, and must win both.
  private func closeAll(
    _ ids: InlineArray<2, SessionID>, as me: borrowing Participant
  ) throws(Stop) {
    let ended = try sessions.closeAll(ids.span, as: me)
    if ended != ids.count { try fail(.reclaimedOnce, "\(ended) of \(ids.count) closes won") }
    for index in ids.indices { try ground.count(.win(ids[index])) }
  }

  private func open(_ id: SessionID) throws(Stop) {
    try ground.prepare(id)
    let opened = try sessions.open(id.slot)
    if opened != id {
      try fail(.onlyItsOwn, "opened \(opened.map(\.description) ?? "nothing"), not \(id)")
    }
  }

  /// What is left when every thread has finished: every session but a living one reclaimed once.
  var audit: String? {
    for slot in 0..<Slot(Scenario.slotCount) {
      for generation in scenario.generations(in: slot) {
        let id = SessionID(slot: slot, generation: generation)
        let wins = ground.total(.win(id))
        let reclaims = ground.total(.reclaim(id))
        if wins > 1 || wins != reclaims {
          return "\(Promise.reclaimedOnce.rawValue); \(id): \(wins) closes won, "
            + "\(reclaims) reclaims"
        }
      }
    }
    return ground.imbalance
  }
}

// How the owner waits for a session's end.
extension Stage where Guard: ~Copyable {
  /// How often every participant may have to say that it holds nothing.
  private static var rounds: Int { 4 }

  /// Waits until the session was reclaimed, as a reactor does: it calls `quiesce` again and again,
  /// for itself and for the threads that have nothing more to do.
  ///
  /// A guard whose `quiesce` does nothing needs no repetition.
  func settle(_ id: SessionID, as me: borrowing Participant) throws(Stop) {
    let before = ground.accessCount
    try sessions.quiesce(as: me)
    guard ground.accessCount != before else { return try ground.settle(id) }
    if try ground.isReclaimed(id) { return }
    // Twice: another owner may have to call it again after this one did.
    for _ in 0..<2 {
      guard let ended = try ground.idle(id) else { break }
      for _ in 0..<Self.rounds {
        try sessions.quiesce(as: me)
        for (part, place) in scenario.places.enumerated() where ended & 1 << UInt64(part) != 0 {
          try sessions.quiesce(as: Participant(index: UInt32(place)))
        }
        if try ground.isReclaimed(id) { return }
      }
    }
    try ground.settle(id)
  }
}
