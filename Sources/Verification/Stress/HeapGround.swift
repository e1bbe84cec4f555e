import ModelChecker
import SessionGuards

/// A session in plain memory of the heap, allocated when its slot is opened.
///
/// Under a sanitizer it is freed when it is reclaimed, so that the address sanitizer sees whoever
/// uses it later. Otherwise freeing would show nothing, and a wrong guard would run through the
/// heap: the memory is marked dead, and stays until the play was audited.
@safe final class HeapGround: Ground, @unchecked Sendable {
  // Safe: that threads meet here only as they may is what a guard promises and the stress judges.

  struct Payload: ~Copyable {
    /// 0 when it was torn down.
    var generation: UInt64
    /// Who works in it, where a guard excludes others.
    var user: UInt64 = 0
    let delivered = HardwareWord(0)

    init(_ generation: UInt64) { self.generation = generation }
  }

  /// Where the slot's session lives: plain memory too. After a teardown it still points there.
  private let home: UnsafeMutablePointer<UnsafeMutablePointer<Payload>?>
  /// What was allocated and not freed yet.
  private var kept: [UnsafeMutablePointer<Payload>]
  /// The last generation that was reclaimed.
  private let reclaimed = DelayedWord(0)
  private let reclaims: SlotTable<HardwareWord>
  private let wins: SlotTable<HardwareWord>
  private let sends = HardwareWord(0)
  private let refusals = HardwareWord(0)
  /// The messages that teardowns found.
  private let delivered = HardwareWord(0)

  init(generations count: UInt32) {
    unsafe kept = []
    unsafe home = .allocate(capacity: 1)
    unsafe home.initialize(to: nil)
    reclaims = SlotTable(count: Int(count) + 1) { _ in HardwareWord(0) }
    wins = SlotTable(count: Int(count) + 1) { _ in HardwareWord(0) }
  }

  deinit {
    // Safe: no thread plays here any more.
    while let payload = unsafe kept.popLast() { unsafe HeapGround.free(payload) }
    unsafe home.deallocate()
  }

  private static var freesAtOnce: Bool {
    #if THREAD_SANITIZER || ADDRESS_SANITIZER
    true
    #else
    false
    #endif
  }

  private static func free(_ payload: UnsafeMutablePointer<Payload>) {
    unsafe payload.deinitialize(count: 1)
    unsafe payload.deallocate()
  }
}

// The session, as threads that the guard let in find it.
extension HeapGround {
  private var player: Player {
    guard let player = Player.current else { preconditionFailure("only players come here") }
    return player
  }

  func look(_ site: StaticString) throws(Stop) -> UInt64 {
    try player.perform(site) { unsafe home.pointee?.pointee.generation ?? 0 }
  }

  func prepare(_ generation: UInt32) throws(Stop) {
    try player.perform("open.prepare") {
      let payload = UnsafeMutablePointer<Payload>.allocate(capacity: 1)
      unsafe payload.initialize(to: Payload(UInt64(generation)))
      unsafe kept.append(payload)
      unsafe home.pointee = payload
    }
  }

  func clear() throws(Stop) {
    try player.perform("reclaim.clear") {
      guard let payload = unsafe home.pointee else { return }
      // Relaxed, both: the guard orders every delivery before this.
      let count = unsafe payload.pointee.delivered.load(.relaxed, "reclaim.delivered")
      _ = delivered.add(count, .relaxed, "reclaim.sum")
      unsafe payload.pointee.generation = 0
      if HeapGround.freesAtOnce { unsafe HeapGround.free(kept.removeLast()) }
    }
  }

  func work(as user: UInt64, alone: Bool) throws(Stop) {
    if alone { try player.perform("session.claim") { unsafe home.pointee!.pointee.user = user } }
    let other = try player.perform("session.work") {
      unsafe alone ? home.pointee!.pointee.user : user
    }
    if other != user { try fail(.excludes, "thread \(user) met thread \(other)") }
  }

  func deliver() throws(Stop) {
    try player.perform("session.deliver") {
      // Relaxed: a count; the release of the lease hands it to the teardown.
      _ = unsafe home.pointee!.pointee.delivered.add(1, .relaxed, "session.delivered")
    }
  }
}

// The play's own words and counts.
extension HeapGround {
  func announce(_ generation: UInt32) throws(Stop) {
    // Release: pairs with the acquiring load of settle.
    try reclaimed.store(UInt64(generation), .releasing, "reclaim.done")
  }

  func settle(_ generation: UInt32) throws(Stop) {
    try reclaimed.wait(while: UInt64(generation) - 1, "settle.wait")
    // Acquire: pairs with the releasing store of announce; the slot is the opener's again.
    _ = try reclaimed.load(.acquiring, "settle.done")
  }

  func count(_ event: Event) throws(Stop) {
    // Relaxed, all: counts, read when the threads have met again.
    switch event {
    case .win(let generation): _ = wins[generation - 1].add(1, .relaxed, "count.win")
    case .reclaim(let generation): _ = reclaims[generation - 1].add(1, .relaxed, "count.reclaim")
    case .send: _ = sends.add(1, .relaxed, "count.send")
    case .refusal: _ = refusals.add(1, .relaxed, "count.refusal")
    }
  }

  func total(_ event: Event) -> UInt64 {
    // Relaxed, all: the threads have met since.
    switch event {
    case .win(let generation): wins[generation - 1].load(.relaxed, "total.win")
    case .reclaim(let generation): reclaims[generation - 1].load(.relaxed, "total.reclaim")
    case .send: sends.load(.relaxed, "total.send")
    case .refusal: refusals.load(.relaxed, "total.refusal")
    }
  }

  /// What was asked for is what was refused, what teardowns found, and what waits in a living
  /// session.
  var imbalance: String? {
    // Relaxed, both: the threads have met since.
    let collected = delivered.load(.relaxed, "total.delivered")
    let waiting = waitingCount
    let asked = total(.send), refused = total(.refusal)
    if asked == refused + collected + waiting { return nil }
    return "\(Promise.conserves.rawValue); \(asked) asked for: \(refused) refused, "
      + "\(collected + waiting) delivered"
  }

  private var waitingCount: UInt64 {
    guard unsafe HeapGround.freesAtOnce ? !kept.isEmpty : true, let payload = unsafe home.pointee,
      unsafe payload.pointee.generation != 0
    else { return 0 }
    // Relaxed: the threads have met since.
    return unsafe payload.pointee.delivered.load(.relaxed, "total.waiting")
  }

  func fail(_ reason: String) throws(Stop) -> Never { try player.fail(reason) }
}
