/// No guard: messages to the owning thread, stamped with the session's id.
///
/// Each owner has a ring of entries, which any participant fills and the owner empties:
///
///     stamp of an entry: 63    | 62 ... 48 | 47 ....... 0
///                        CLOSE | sender    | number of the message in this ring, from 1
///     id of an entry:    the session's id
///     state of a slot:   63 ... 33 | 32   | 31 ....... 0
///                        –         | OPEN | generation
///
/// What each may do:
///
///     any sender   its own account: how many messages it sent to an owner. One addition to the
///                  ring's tail gives a message its number, and so its entry.
///     the owner    head, the states of its slots, and per sender how many it has finished.
///
/// Why it is safe: a session's state is read and written by its owner alone, so its uses follow one
/// another and a close stands between two of them. An entry is free when a sender gets its number:
/// a sender has at most `window` messages with an owner that are not finished, and the ring has
/// an entry for each of them. So no sender looks at the entry, and none waits for another: one that
/// stops between number and stamp delays the messages behind its own and blocks no thread.
///
/// One locked instruction per message, and no other. The price is elsewhere: the message's entry,
/// the tail and the account move between two processors' caches, and a use runs when its owner
/// comes to it. Here owners do not sleep; a server that does pays for waking them as well.
///
/// Sources: nginx's and SwiftNIO's event loops, each of which owns its connections; ring and
/// window as in RPC rings (FaRM, NSDI 2014); "delegation" as in ffwd (SOSP 2017).
@frozen
public struct MailboxDelegation<W: Word & ~Copyable>: SessionDelegation, ~Copyable {
  public typealias Fault = W.Fault
  @inlinable public static var strategy: Strategy { .mailbox }

  @usableFromInline
  @frozen
  struct Entry: ~Copyable, Sendable {
    @usableFromInline let stamp: W
    @usableFromInline let id: W
    @inlinable init() {
      stamp = W(0)
      id = W(0)
    }
  }

  /// As many entries as one cache line holds.
  @usableFromInline
  @frozen
  struct Line: ~Copyable, Sendable {
    @usableFromInline let entries: InlineArray<4, Entry>
    @inlinable init() { entries = InlineArray { _ in Entry() } }
  }

  /// What a sender knows of its messages with one owner.
  @usableFromInline
  @frozen
  struct Account: ~Copyable, Sendable {
    @usableFromInline let sent: W
    /// How many of them were finished when the sender looked last.
    @usableFromInline let known: W
    @inlinable init() {
      sent = W(0)
      known = W(0)
    }
  }

  @usableFromInline let lines: SlotTable<Line>
  @usableFromInline let tails: SlotTable<W>
  @usableFromInline let heads: SlotTable<W>
  /// By sender, then owner.
  @usableFromInline let accounts: SlotTable<Account>
  /// By owner, then sender: how many messages the owner has finished.
  @usableFromInline let finished: SlotTable<W>
  @usableFromInline let states: SlotTable<W>
  @usableFromInline let ownerCount: UInt32
  @usableFromInline let participantCount: UInt32
  /// Two to the 64th by the slots of an owner, rounded up: a multiplication finds a slot's owner.
  @usableFromInline let slotScale: UInt64
  /// Entries of one owner's ring, less one; a power of two less one.
  @usableFromInline let mask: UInt64
  @usableFromInline let linesPerOwner: UInt64
  @usableFromInline let window: UInt64
  @usableFromInline let lastGeneration: UInt32
  @usableFromInline let reclaim: Reclaim<Fault>

  @inlinable static var isOpen: UInt64 { 1 << 32 }
  @inlinable static var isClose: UInt64 { 1 << 63 }
  @inlinable static var numbers: UInt64 { 1 << 48 - 1 }

  /// Messages of one sender with one owner that may be not finished: a batch of the bench's.
  @inlinable public static var standardWindow: Int { 64 }

  @inlinable
  public init(
    slotCount: Int, ownerCount: Int, participantCount: Int, lastGeneration: UInt32,
    reclaim: Reclaim<Fault>
  ) {
    self.init(
      slotCount: slotCount, ownerCount: ownerCount, participantCount: participantCount,
      window: Self.standardWindow, lastGeneration: lastGeneration, reclaim: reclaim)
  }

  @inlinable
  package init(
    slotCount: Int, ownerCount: Int, participantCount: Int, window: Int,
    lastGeneration: UInt32, reclaim: Reclaim<Fault>
  ) {
    precondition((1...participantCount).contains(ownerCount), "an owner is a participant")
    precondition(participantCount <= 1 << 15, "a sender's number has 15 bits")
    var capacity = 1
    while capacity < participantCount * window { capacity *= 2 }
    let linesPerOwner = max(1, capacity / 4)
    let share = (slotCount + ownerCount - 1) / ownerCount
    lines = SlotTable(count: ownerCount * linesPerOwner) { _ in Line() }
    tails = SlotTable(count: ownerCount) { _ in W(0) }
    heads = SlotTable(count: ownerCount) { _ in W(0) }
    accounts = SlotTable(count: participantCount * ownerCount) { _ in Account() }
    finished = SlotTable(count: ownerCount * participantCount) { _ in W(0) }
    states = SlotTable(count: slotCount) { _ in W(0) }
    self.ownerCount = UInt32(ownerCount)
    self.participantCount = UInt32(participantCount)
    slotScale = share == 1 ? 0 : UInt64.max / UInt64(share) + 1
    mask = UInt64(capacity - 1)
    self.linesPerOwner = UInt64(linesPerOwner)
    self.window = UInt64(window)
    self.lastGeneration = lastGeneration
    self.reclaim = reclaim
  }

  @inlinable @inline(__always)
  public func owner(of slot: Slot) -> UInt32 {
    slotScale == 0
      ? slot : UInt32(truncatingIfNeeded: slotScale.multipliedFullWidth(by: UInt64(slot)).high)
  }

  @inlinable
  public func open(_ slot: Slot) throws(Fault) -> SessionID? {
    // Relaxed, both: the slot's owner alone reads and writes its state.
    let last = UInt32(truncatingIfNeeded: try states[slot].load(.relaxed, "open.generation"))
    guard last < lastGeneration else { return nil }
    let id = SessionID(slot: slot, generation: last + 1)
    try states[slot].store(Self.live(id), .relaxed, "open.state")
    return id
  }

  @inlinable
  static func live(_ id: SessionID) -> UInt64 { isOpen | UInt64(id.generation) }

  @inlinable @inline(__always)
  func place(_ number: UInt64, of owner: UInt32) -> (line: Slot, entry: Int) {
    let place = number & mask
    let line = UInt64(owner) &* linesPerOwner &+ place >> 2
    return (Slot(truncatingIfNeeded: line), Int(place & 3))
  }
}

// The sender's part.
extension MailboxDelegation where W: ~Copyable {
  @inlinable @inline(__always)
  public func post(
    _ errand: Handover.Errand, to id: SessionID, as sender: borrowing Participant
  ) throws(Fault) -> Bool {
    let owner = owner(of: id.slot)
    let account = sender.index &* ownerCount &+ owner
    // Relaxed, both: the account is the sender's own.
    let sent = try accounts[account].sent.load(.relaxed, "post.sent")
    let known = try accounts[account].known.load(.relaxed, "post.known")
    if sent &- known >= window {
      // Acquire: pairs with the releasing store of finish; the entries of what was finished are
      // read no more.
      let now = try finished[owner &* participantCount &+ sender.index].load(
        .acquiring, "post.finished")
      if sent &- now >= window { return false }
      // Relaxed: as above.
      try accounts[account].known.store(now, .relaxed, "post.learn")
    }
    // Relaxed: as above.
    try accounts[account].sent.store(sent &+ 1, .relaxed, "post.count")
    // Acquire and release: pairs with the additions before it. What each sender knew to be
    // finished when it got its number, this one knows too: that the entry's last message is.
    let number = try tails[owner].add(1, .acquiringAndReleasing, "post.number")
    let place = place(number, of: owner)
    // Relaxed: the stamp publishes it.
    try lines[place.line].entries[place.entry].id.store(id.rawValue, .relaxed, "post.id")
    let stamp =
      (errand == .close ? Self.isClose : 0) | UInt64(sender.index) << 48
      | (number &+ 1) & Self.numbers
    // Release: pairs with the acquiring load of next, which then sees the id, and all that the
    // sender did before.
    try lines[place.line].entries[place.entry].stamp.store(stamp, .releasing, "post.publish")
    return true
  }

  @inlinable
  public func finishedCount(of sender: borrowing Participant) throws(Fault) -> UInt64 {
    var count: UInt64 = 0
    for owner in 0..<ownerCount {
      // Acquire: pairs with the releasing store of finish; what the owner did comes before.
      count &+= try finished[owner &* participantCount &+ sender.index].load(
        .acquiring, "count.finished")
    }
    return count
  }
}

// Waiting, for a thread that has nothing else to do.
extension MailboxDelegation where W: ~Copyable {
  /// Spins until the owner has a handover.
  @inlinable
  package func waitForHandover(as owner: borrowing Participant) throws(Fault) {
    // Relaxed, both: the head is the owner's own, and next takes the stamp with its order.
    let head = try heads[owner.index].load(.relaxed, "wait.head")
    let place = place(head, of: owner.index)
    let stamp = try lines[place.line].entries[place.entry].stamp.load(.relaxed, "wait.look")
    if stamp & Self.numbers == (head &+ 1) & Self.numbers { return }
    try lines[place.line].entries[place.entry].stamp.wait(while: stamp, "wait.stamp")
  }

  /// Spins until the owner has finished more of the sender's handovers than `count`.
  @inlinable
  package func waitForFinish(
    after count: UInt64, of owner: UInt32, as sender: borrowing Participant
  ) throws(Fault) {
    try finished[owner &* participantCount &+ sender.index].wait(while: count, "wait.finished")
  }
}

// The owner's part.
extension MailboxDelegation where W: ~Copyable {
  @inlinable @inline(__always)
  public func next(as owner: borrowing Participant) throws(Fault) -> Handover? {
    // Relaxed: the head is the owner's own.
    let head = try heads[owner.index].load(.relaxed, "next.head")
    let place = place(head, of: owner.index)
    // Acquire: pairs with the releasing store of post.
    let stamp = try lines[place.line].entries[place.entry].stamp.load(.acquiring, "next.stamp")
    guard stamp & Self.numbers == (head &+ 1) & Self.numbers else { return nil }
    // Relaxed, all: the stamp's load ordered the id; head and state are the owner's own.
    let id = SessionID(
      rawValue: try lines[place.line].entries[place.entry].id.load(.relaxed, "next.id"))
    try heads[owner.index].store(head &+ 1, .relaxed, "next.take")
    let isGranted = try states[id.slot].load(.relaxed, "next.state") == Self.live(id)
    let isClose = stamp & Self.isClose != 0
    if isClose, isGranted {
      // Relaxed: as above.
      try states[id.slot].store(UInt64(id.generation), .relaxed, "next.close")
    }
    return Handover(
      id, isClose ? .close : .use, isGranted: isGranted,
      sender: UInt32(truncatingIfNeeded: stamp >> 48) & (1 << 15 - 1))
  }

  @inlinable @inline(__always)
  public func finish(
    _ handover: consuming Handover, as owner: borrowing Participant
  ) throws(Fault) {
    if handover.errand == .close, handover.isGranted { try Self.report(handover.id, reclaim) }
    let account = owner.index &* participantCount &+ handover.sender
    // Relaxed: the owner alone writes it.
    let count = try finished[account].load(.relaxed, "finish.count")
    // Release: pairs with the acquiring loads of post and finishedCount.
    try finished[account].store(count &+ 1, .releasing, "finish.tell")
  }

  /// Out of line: what `reclaim` closes over is called through a pointer.
  @inlinable @inline(never)
  static func report(_ id: SessionID, _ reclaim: Reclaim<Fault>) throws(Fault) { try reclaim(id) }
}

extension Strategy {
  /// Messages to the owning thread.
  public static let mailbox = Strategy(
    name: "mailbox", idea: "no guard: messages to the owning thread, which checks the generation",
    closeRule: .early, isExclusive: true, source: "nginx; SwiftNIO; ffwd (SOSP 2017)",
    isDelegation: true, participantLimit: 1 << 15, slowPaths: ["MailboxDelegation.report"],
    x86Shape: ["lock xadd"],
    exemptions: [
      Exemption(
        from: .proof,
        because: "it lends nothing, and the contract is about leases: the model checker explores "
          + "programs of its own for it (`DelegationTests`), every execution of each"),
      Exemption(
        from: .armShape,
        because: "what is compiled for Arm is the four operations of a guard, of which it has "
          + "none"),
    ])
}
