import ModelChecker
import SessionGuards

/// A session in cells of the model: the race detector sees whoever touches it when nothing says
/// that he may.
final class ModelGround: Ground {
  private let machine: Machine
  /// The generation that lives here; 0 when the slot is torn down.
  private let living: ModelCell
  /// Written under a lease by guards that say they exclude.
  private let exclusive = ModelCell(0)
  /// The last generation that was reclaimed.
  private let reclaimed: ModelWord
  private let reclaims: [ModelTally]
  private let wins: [ModelTally]

  init(_ machine: Machine, generations count: UInt32) {
    self.machine = machine
    living = ModelCell(0)
    reclaimed = ModelWord(0)
    reclaims = (1...count).map { _ in ModelTally() }
    wins = (1...count).map { _ in ModelTally() }
  }

  func look(_ site: StaticString) throws(Stop) -> UInt64 { try living.read(site) }

  func prepare(_ generation: UInt32) throws(Stop) {
    try living.write(UInt64(generation), "open.prepare")
  }

  func clear() throws(Stop) { try living.write(0, "reclaim.clear") }

  func work(as user: UInt64, alone: Bool) throws(Stop) {
    if alone { try exclusive.write(user, "lease.exclusive") }
  }

  /// Nothing: a message that comes late is a race of the look before it.
  func deliver() throws(Stop) {}

  func announce(_ generation: UInt32) throws(Stop) {
    // Release: pairs with the acquiring load of settle.
    try reclaimed.store(UInt64(generation), .releasing, "reclaim.done")
  }

  func settle(_ generation: UInt32) throws(Stop) {
    try reclaimed.wait(while: UInt64(generation) - 1, "settle.wait")
    // Acquire: pairs with the releasing store of announce; the slot is the opener's again.
    _ = try reclaimed.load(.acquiring, "settle.done")
  }

  func count(_ event: Event) throws(Stop) { try tally(event)?.add() }

  func total(_ event: Event) -> UInt64 { tally(event)?.total ?? 0 }

  private func tally(_ event: Event) -> ModelTally? {
    switch event {
    case .win(let generation): wins[Int(generation) - 1]
    case .reclaim(let generation): reclaims[Int(generation) - 1]
    case .send, .refusal: nil
    }
  }

  var imbalance: String? { nil }

  func fail(_ reason: String) throws(Stop) -> Never { try machine.fail(reason) }
}
