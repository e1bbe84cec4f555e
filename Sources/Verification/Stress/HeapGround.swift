import ModelChecker
import SessionGuards

/// Sessions in plain memory of the heap, used by a stress's threads.
final class HeapGround: Ground {
  private let places = (0..<Scenario.slotCount).map { _ in HeapPlace() }
  private let generations: UInt32
  private let reclaims: SlotTable<HardwareWord>
  private let wins: SlotTable<HardwareWord>
  private let sends = HardwareWord(0)
  private let refusals = HardwareWord(0)
  /// The messages that teardowns found.
  private let delivered = HardwareWord(0)
  /// 1 once a thread has told that its close won.
  private let told = DelayedWord(0)

  /// Has room for one generation more than the scenario opens, which the audit opens.
  init(generations: UInt32) {
    self.generations = generations + 1
    let count = Scenario.slotCount * Int(generations + 1)
    reclaims = SlotTable(count: count) { _ in HardwareWord(0) }
    wins = SlotTable(count: count) { _ in HardwareWord(0) }
  }

  private var player: Player {
    guard let player = Player.current else { preconditionFailure("only players come here") }
    return player
  }

  func fail(_ reason: String) throws(Stop) -> Never { try player.fail(reason) }
}

// The sessions.
extension HeapGround {
  func look(_ slot: Slot, _ site: StaticString) throws(Stop) -> UInt64 {
    let place = places[Int(slot)]
    return try player.perform(site) { place.generation }
  }

  func prepare(_ id: SessionID) throws(Stop) {
    let place = places[Int(id.slot)]
    try player.perform("open.prepare") { place.prepare(id.generation) }
  }

  func clear(_ slot: Slot) throws(Stop) {
    let place = places[Int(slot)]
    let count = try player.perform("reclaim.clear") { place.clear() }
    // Relaxed: a count, read when the threads have met.
    _ = delivered.add(count, .relaxed, "reclaim.sum")
  }

  func work(in slot: Slot, as user: UInt64, alone: Bool) throws(Stop) {
    let place = places[Int(slot)]
    if alone { try player.perform("session.claim") { place.claim(for: user) } }
    let other = try player.perform("session.work") { alone ? place.user : user }
    if other != user { try fail(.excludes, "thread \(user) met thread \(other)") }
  }

  func deliver(in slot: Slot) throws(Stop) {
    let place = places[Int(slot)]
    try player.perform("session.deliver") { place.deliver() }
  }
}

// The play's own words.
extension HeapGround {
  func announce(_ id: SessionID) throws(Stop) {
    // Release: pairs with the acquiring loads of settle and isReclaimed.
    try places[Int(id.slot)].reclaimed.store(
      UInt64(id.generation), .releasing, "reclaim.done")
  }

  func settle(_ id: SessionID) throws(Stop) {
    let word = places[Int(id.slot)]
    try word.reclaimed.wait(while: UInt64(id.generation) - 1, "settle.wait")
    // Acquire: pairs with the releasing store of announce; the slot is the opener's again.
    _ = try word.reclaimed.load(.acquiring, "settle.done")
  }

  func isReclaimed(_ id: SessionID) throws(Stop) -> Bool {
    // Acquire: pairs with the releasing store of announce; the slot is the opener's again.
    try places[Int(id.slot)].reclaimed.load(.acquiring, "settle.look")
      != UInt64(id.generation) - 1
  }

  func idle(_ id: SessionID) throws(Stop) -> UInt64? {
    let place = places[Int(id.slot)], player = player
    return try player.idle("settle.idle") { place.reclaimed.current != UInt64(id.generation) - 1 }
  }

  func tell() throws(Stop) {
    // Release: pairs with the acquiring load of isTold.
    try told.store(1, .releasing, "close.tell")
  }

  func isTold() throws(Stop) -> Bool {
    // Acquire: pairs with the releasing store of tell.
    try told.load(.acquiring, "told.look") == 1
  }
}

// The counts.
extension HeapGround {
  var accessCount: Int { player.accessCount }

  func count(_ event: Event) throws(Stop) {
    // Relaxed, all: counts, read when the threads have met again.
    switch event {
    case .win(let id): _ = wins[place(id)].add(1, .relaxed, "count.win")
    case .reclaim(let id): _ = reclaims[place(id)].add(1, .relaxed, "count.reclaim")
    case .send: _ = sends.add(1, .relaxed, "count.send")
    case .refusal: _ = refusals.add(1, .relaxed, "count.refusal")
    }
  }

  func total(_ event: Event) -> UInt64 {
    // Relaxed, all: the threads have met since.
    switch event {
    case .win(let id): wins[place(id)].load(.relaxed, "total.win")
    case .reclaim(let id): reclaims[place(id)].load(.relaxed, "total.reclaim")
    case .send: sends.load(.relaxed, "total.send")
    case .refusal: refusals.load(.relaxed, "total.refusal")
    }
  }

  private func place(_ id: SessionID) -> Slot { id.slot * generations + id.generation - 1 }

  /// What was asked for is what was refused, what teardowns found, and what waits in living
  /// sessions.
  var imbalance: String? {
    // Relaxed: the threads have met since.
    let collected = delivered.load(.relaxed, "total.delivered")
    let waiting = places.reduce(0) { $0 + $1.waitingCount }
    let asked = total(.send), refused = total(.refusal)
    if asked == refused + collected + waiting { return nil }
    return "\(Promise.conserves.rawValue); \(asked) asked for: \(refused) refused, "
      + "\(collected + waiting) delivered"
  }
}
