import ModelChecker
import SessionGuards

/// A session in cells of the model: the race detector sees each access that nothing orders.
final class ModelGround: Ground {
  /// What there is of one slot.
  private struct Place: ~Copyable {
    /// The generation that lives here; 0 when the slot is torn down.
    let living = ModelCell(0)
    /// Written under a lease by guards that say they exclude.
    let exclusive = ModelCell(0)
    /// The last generation that was reclaimed.
    let reclaimed = ModelWord(0)
  }

  private let machine: Machine
  private let places: SlotTable<Place>
  /// 1 once a thread has told that its close won.
  private let told = ModelWord(0)
  private let generations: Int
  private let reclaims: [ModelTally]
  private let wins: [ModelTally]

  init(_ machine: Machine, generations: UInt32) {
    self.machine = machine
    self.generations = Int(generations)
    let count = Scenario.slotCount * self.generations
    places = SlotTable(count: Scenario.slotCount) { _ in Place() }
    reclaims = (0..<count).map { _ in ModelTally() }
    wins = (0..<count).map { _ in ModelTally() }
  }

  func look(_ slot: Slot, _ site: StaticString) throws(Stop) -> UInt64 {
    try places[slot].living.read(site)
  }

  func prepare(_ id: SessionID) throws(Stop) {
    try places[id.slot].living.write(UInt64(id.generation), "open.prepare")
  }

  func clear(_ slot: Slot) throws(Stop) { try places[slot].living.write(0, "reclaim.clear") }

  /// Writes what every thread writes, so that the value does not show which thread wrote it.
  func work(in slot: Slot, as _: UInt64, alone: Bool) throws(Stop) {
    if alone { try places[slot].exclusive.write(1, "lease.exclusive") }
  }

  /// Nothing: a message that comes late is a race of the look before it.
  func deliver(in _: Slot) throws(Stop) {}

  func announce(_ id: SessionID) throws(Stop) {
    // Release: pairs with the acquiring loads of settle and isReclaimed.
    try places[id.slot].reclaimed.store(UInt64(id.generation), .releasing, "reclaim.done")
  }

  func settle(_ id: SessionID) throws(Stop) {
    try places[id.slot].reclaimed.wait(while: UInt64(id.generation) - 1, "settle.wait")
    // Acquire: pairs with the releasing store of announce; the slot is the opener's again.
    _ = try places[id.slot].reclaimed.load(.acquiring, "settle.done")
  }

  func isReclaimed(_ id: SessionID) throws(Stop) -> Bool {
    // Acquire: pairs with the releasing store of announce; the slot is the opener's again.
    try places[id.slot].reclaimed.load(.acquiring, "settle.look") != UInt64(id.generation) - 1
  }

  func idle(_ id: SessionID) throws(Stop) -> UInt64? {
    try places[id.slot].reclaimed.idle(while: UInt64(id.generation) - 1, "settle.idle")
  }

  func tell() throws(Stop) {
    // Release: pairs with the acquiring load of isTold.
    try told.store(1, .releasing, "close.tell")
  }

  func isTold() throws(Stop) -> Bool {
    // Acquire: pairs with the releasing store of tell.
    try told.load(.acquiring, "told.look") == 1
  }

  var accessCount: Int { machine.accessCount }

  func count(_ event: Event) throws(Stop) { try tally(event)?.add() }

  func total(_ event: Event) -> UInt64 { tally(event)?.total ?? 0 }

  private func tally(_ event: Event) -> ModelTally? {
    switch event {
    case .win(let id): wins[place(id)]
    case .reclaim(let id): reclaims[place(id)]
    case .send, .refusal: nil
    }
  }

  private func place(_ id: SessionID) -> Int {
    Int(id.slot) * generations + Int(id.generation) - 1
  }

  var imbalance: String? { nil }

  func fail(_ reason: String) throws(Stop) -> Never { try machine.fail(reason) }
}
