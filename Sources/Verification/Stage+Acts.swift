import ModelChecker
import SessionGuards

extension Stage where Guard: ~Copyable {
  /// The lives before the threads start, and the opening of the session that they meet.
  func setUp() throws(Stop) {
    let me = Participant(index: 0)
    for generation in 1...scenario.generations.lowerBound {
      try open(generation)
      guard generation < scenario.generations.lowerBound else { return }
      try close(generation, as: me, mayWin: true)
      try settle(generation, as: me)
    }
  }

  func play(_ acts: [Scenario.Act], as index: Int) throws(Stop) {
    let me = Participant(index: UInt32(index))
    for act in acts {
      switch act {
      case .send(let generation): _ = try send(generation, as: me)
      case .sendGranted(let generation):
        if try !send(generation, as: me) { try fail(.liveIsGranted, "generation \(generation)") }
      case .close(let generation): try close(generation, as: me, mayWin: true)
      case .closeLoses(let generation): try close(generation, as: me, mayWin: false)
      case .serve(let generation): try touch(generation)
      case .settle(let generation): try settle(generation, as: me)
      case .open(let generation): try open(generation)
      case .openRetired:
        if try sessions.open(0) != nil { try fail(.onlyItsOwn, "a used up slot was opened") }
      }
    }
  }

  private func send(_ generation: UInt32, as me: borrowing Participant) throws(Stop) -> Bool {
    let id = SessionID(slot: 0, generation: generation)
    try ground.count(.send)
    guard let lease = try sessions.acquire(id, as: me) else {
      try ground.count(.refusal)
      return false
    }
    if lease.id != id { try fail(.onlyItsOwn, "asked for \(generation), got \(lease.id)") }
    try touch(generation)
    try ground.work(as: UInt64(me.index), alone: Guard.strategy.isExclusive)
    try touch(generation)
    try ground.deliver()
    try sessions.release(lease, as: me)
    return true
  }

  /// Uses the session, which must be that one.
  private func touch(_ generation: UInt32) throws(Stop) {
    let living = try ground.look("session.use")
    if living == UInt64(generation) { return }
    if living == 0 { try fail(.leaseHoldsSlot, "generation \(generation) was torn down") }
    try fail(.onlyItsOwn, "a send to generation \(generation) reached \(living)")
  }

  private func close(
    _ generation: UInt32, as me: borrowing Participant, mayWin: Bool
  ) throws(Stop) {
    let id = SessionID(slot: 0, generation: generation)
    guard try sessions.close(id, as: me) else { return }
    if !mayWin { try fail(.reclaimedOnce, "a second close of \(generation) won") }
    try ground.count(.win(generation))
    if Guard.strategy.closeRule == .early, let late = try sessions.acquire(id, as: me) {
      try sessions.release(late, as: me)
      try fail(.closeRefuses, "generation \(generation)")
    }
  }

  private func settle(_ generation: UInt32, as me: borrowing Participant) throws(Stop) {
    try sessions.quiesce(as: me)
    try ground.settle(generation)
  }

  private func open(_ generation: UInt32) throws(Stop) {
    try ground.prepare(generation)
    let id = try sessions.open(0)
    if id?.generation != generation {
      try fail(.onlyItsOwn, "opened \(id.map(\.description) ?? "nothing"), not \(generation)")
    }
  }

  /// What is left when every thread has finished: every session but a living one reclaimed once.
  var audit: String? {
    for generation in scenario.generations {
      let wins = ground.total(.win(generation))
      let reclaims = ground.total(.reclaim(generation))
      if wins > 1 || wins != reclaims {
        return "\(Promise.reclaimedOnce.rawValue); generation \(generation): "
          + "\(wins) closes won, \(reclaims) reclaims"
      }
    }
    return ground.imbalance
  }
}
