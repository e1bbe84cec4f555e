import SessionGuards

/// All slots of a wide guard are open at once, each at a generation of its own, and each is closed
/// and opened again among the others.
///
/// Two slots that a guard confuses differ, as a rule, in one bit of their numbers or are
/// neighbours: these are a slot's partners here.
struct ManySlots<Guard: SessionGuard & ~Copyable> where Guard.Fault == Never {
  private let stage: SequentialStage<Guard>
  private let count: Slot
  /// The bits in which partners differ: each that a slot's number has here, and two of them.
  private let every = [Slot](0..<17)
  private let wide: [Slot] = [8, 16]

  init(_ tally: SequentialTally, _ widths: SequentialStory.Widths) {
    count = Slot(widths.slots)
    stage = SequentialStage(slots: widths.slots, participants: 3, tally)
  }

  /// How many lives a slot has behind it when all are open.
  private func livesBehind(_ slot: Slot) -> UInt32 { slot % 3 }

  private func session(of slot: Slot) -> SessionID {
    SessionID(slot: slot, generation: livesBehind(slot) + 1)
  }

  func tell() throws(Breach) {
    try openAll()
    for slot in 0..<count { try askPartners(slot) }
    try stage.expectNoReclaim(.reclaimedOnce, "while every slot is open")
    for slot in 0..<count {
      try closeAmongOthers(slot)
      if slot % 4096 == 0 { stage.quiesceAll() }
    }
    try closeAll()
    try stage.finish()
  }

  private func openAll() throws(Breach) {
    for generation in 1...3 as ClosedRange<UInt32> {
      for slot in 0..<count where livesBehind(slot) + 1 >= generation {
        if generation > 1 {
          try stage.end(SessionID(slot: slot, generation: generation - 1), as: Int(slot % 3))
        }
        try stage.open(slot, generation)
      }
      stage.quiesceAll()
    }
  }

  /// The neighbours, and the slots whose numbers differ in one of these bits.
  private func visitPartners(
    of slot: Slot, bits: [Slot], _ body: (Slot) throws(Breach) -> Void
  ) throws(Breach) {
    if slot > 0 { try body(slot - 1) }
    if slot + 1 < count { try body(slot + 1) }
    for bit in bits where slot ^ (1 << bit) < count { try body(slot ^ (1 << bit)) }
  }

  /// A slot lends its own session; its generation in another slot's id is judged by that slot's.
  private func askPartners(_ slot: Slot) throws(Breach) {
    let own = session(of: slot)
    try stage.lend(own, as: Int(slot % 3))
    try visitPartners(of: slot, bits: every) { (partner) throws(Breach) in
      let id = SessionID(slot: partner, generation: own.generation)
      if livesBehind(partner) == livesBehind(slot) {
        try stage.lend(id, as: 1)
      } else {
        try stage.expectStale(id, as: 1, "whose generation lives in slot \(slot)")
      }
    }
  }

  private func closeAmongOthers(_ slot: Slot) throws(Breach) {
    let id = session(of: slot)
    try stage.end(id, as: Int(slot % 3))
    try stage.expectOver(id, as: 0)
    try visitPartners(of: slot, bits: wide) { (partner) throws(Breach) in
      // Those before this slot live on in the session after.
      let lives = livesBehind(partner) + (partner < slot ? 2 : 1)
      try stage.lend(SessionID(slot: partner, generation: lives), as: 2)
    }
    try stage.open(slot, id.generation + 1)
    try stage.expectStale(id, as: 1, "while the slot's next session lives")
  }

  private func closeAll() throws(Breach) {
    for parity in 0...1 as ClosedRange<Slot> {
      for slot in stride(from: parity, to: count, by: 2) {
        let id = SessionID(slot: slot, generation: livesBehind(slot) + 2)
        try stage.lend(id, as: 0)
        try stage.end(id, as: 1)
      }
      stage.quiesceAll()
    }
  }
}
