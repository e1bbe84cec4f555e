public import ModelChecker
import SessionGuards

/// Programs over `mailbox` on model words: what its handover promises, in every execution.
///
/// A session is a plain cell that its owner writes and reads, and a sender leaves a payload in a
/// plain cell before it posts: what the mailbox does not order is a race.
public struct MailboxProgram: Sendable {
  public let name: String
  private let setUp: @Sendable (Program) throws(Stop) -> Void

  private init(_ name: String, _ setUp: @escaping @Sendable (Program) throws(Stop) -> Void) {
    self.name = name
    self.setUp = setUp
  }

  public func program() -> Program { Program(setUp) }

  public static let all = [
    // A use and a close race, and each sender posts once more when the first is finished.
    MailboxProgram("two-senders") { (program) throws(Stop) in
      let office = try Office(program.machine, senders: 2, window: 1)
      program.thread("sender") { () throws(Stop) in
        try office.send(.use, payload: 1, as: 1)
        try office.send(.use, payload: 2, as: 1)
      }
      program.thread("closer") { () throws(Stop) in
        try office.send(.close, payload: 1, as: 2)
        try office.send(.use, payload: 2, as: 2)
      }
      program.thread("owner") { () throws(Stop) in try office.serve(4, reopens: true) }
      program.atEnd { office.audit(sent: 4, reclaims: 1) }
    },
    // Two closes of one session.
    MailboxProgram("two-closers") { (program) throws(Stop) in
      let office = try Office(program.machine, senders: 2, window: 1)
      program.thread("closer") { () throws(Stop) in
        try office.send(.close, payload: 1, as: 1)
      }
      program.thread("other") { () throws(Stop) in try office.send(.close, payload: 1, as: 2) }
      program.thread("owner") { () throws(Stop) in try office.serve(2, reopens: false) }
      program.atEnd { office.audit(sent: 2, reclaims: 1) }
    },
    // One sender with two handovers on their way goes round a ring of four entries.
    MailboxProgram("lap") { (program) throws(Stop) in
      let office = try Office(program.machine, senders: 1, window: 2)
      program.thread("sender") { () throws(Stop) in
        for number in 0..<6 as Range<UInt64> {
          if try office.post(.use, as: 1) { continue }
          try office.waitForFinish(after: number - 2, as: 1)
          if try !office.post(.use, as: 1) { try office.fail("refused below the bound") }
        }
      }
      program.thread("owner") { () throws(Stop) in
        try office.serve(6, reopens: false, readsPayloads: false)
      }
      program.atEnd { office.audit(sent: 6, reclaims: 0) }
    },
    // A sender at its bound is refused until its owner has finished.
    MailboxProgram("bound") { (program) throws(Stop) in
      let office = try Office(program.machine, senders: 1, window: 1)
      program.thread("sender") { () throws(Stop) in
        _ = try office.post(.use, as: 1)
        let isPosted = try office.post(.use, as: 1)
        if isPosted, try office.finishedCount(of: 1) == 0 {
          try office.fail("a sender went past its bound")
        }
      }
      program.thread("owner") { () throws(Stop) in
        try office.serve(1, reopens: false, readsPayloads: false)
      }
      program.atEnd { nil }
    },
  ]
}

/// A mailbox with one owner, participant 0, and one session; the other participants send.
private final class Office: Sendable {
  private let machine: Machine
  private let sessions: MailboxDelegation<ModelWord>
  private let session = SessionID(slot: 0, generation: 1)
  private let room: Room

  /// What the owner and the senders have beside the mailbox.
  private final class Room: Sendable {
    /// The generation that lives in the slot; 0 while it is free.
    let living = ModelCell(0)
    /// What each sender says beside its handover; the owner's is not used.
    let payloads = SlotTable(count: 3) { _ in ModelCell(0) }
    let taken = ModelTally()
    let reclaims = ModelTally()
  }

  init(_ machine: Machine, senders: Int, window: Int) throws(Stop) {
    let room = Room()
    self.machine = machine
    self.room = room
    sessions = MailboxDelegation(
      slotCount: 1, ownerCount: 1, participantCount: senders + 1, window: window,
      lastGeneration: 3,
      reclaim: Reclaim { (id) throws(Stop) in
        if try room.living.read("reclaim.look") != UInt64(id.generation) {
          try machine.fail("reclaimed \(id), which does not live")
        }
        try room.living.write(0, "reclaim.clear")
        try room.reclaims.add()
      })
    try open(1)
  }

  private func open(_ generation: UInt32) throws(Stop) {
    try room.living.write(UInt64(generation), "open.prepare")
    let id = try sessions.open(0)
    if id?.generation != generation { try fail("opened another generation") }
  }

  func fail(_ reason: String) throws(Stop) -> Never { try machine.fail(reason) }

  // The senders.

  func post(_ errand: Handover.Errand, as sender: UInt32) throws(Stop) -> Bool {
    try sessions.post(errand, to: session, as: Participant(index: sender))
  }

  func finishedCount(of sender: UInt32) throws(Stop) -> UInt64 {
    try sessions.finishedCount(of: Participant(index: sender))
  }

  func waitForFinish(after count: UInt64, as sender: UInt32) throws(Stop) {
    try sessions.waitForFinish(after: count, of: 0, as: Participant(index: sender))
  }

  /// Posts with a payload, of which the first is 1, and writes the next one only when the owner has
  /// finished with the last.
  func send(_ errand: Handover.Errand, payload: UInt64, as sender: UInt32) throws(Stop) {
    if payload > 1 {
      try waitForFinish(after: payload - 2, as: sender)
      if try finishedCount(of: sender) != payload - 1 { try fail("a count of finished is wrong") }
    }
    try room.payloads[sender].write(payload, "send.payload")
    if try !post(errand, as: sender) { try fail("refused below the bound") }
  }

  // The owner.

  func serve(_ count: Int, reopens: Bool, readsPayloads: Bool = true) throws(Stop) {
    let owner = Participant(index: 0)
    var generation: UInt32 = 1
    var lives = true
    for _ in 0..<count {
      try sessions.waitForHandover(as: owner)
      guard let handover = try sessions.next(as: owner) else { try fail("a handover is missing") }
      if handover.id != session { try fail("an id arrived that no sender posted") }
      if handover.sender == 0 || handover.sender > 2 { try fail("an unknown sender") }
      try room.taken.add(handover.sender == 1 ? 1 : 1 << 32)
      if handover.isGranted != lives {
        try fail("generation \(generation) came: granted is \(handover.isGranted)")
      }
      if readsPayloads { _ = try room.payloads[handover.sender].read("serve.payload") }
      if handover.isGranted, try room.living.read("serve.use") != 1 {
        try fail("a use of a session that ended")
      }
      let isEnd = handover.errand == .close && handover.isGranted
      try sessions.finish(handover, as: owner)
      if isEnd { lives = false }
      if isEnd, reopens {
        generation += 1
        try open(generation)
      }
    }
  }

  func audit(sent: UInt64, reclaims: UInt64) -> String? {
    let taken = room.taken.total & 0xFFFF_FFFF + room.taken.total >> 32
    if taken != sent { return "\(sent) posted, \(taken) taken" }
    return room.reclaims.total == reclaims ? nil : "\(room.reclaims.total) reclaims"
  }
}
