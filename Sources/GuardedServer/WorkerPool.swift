import Reactor
public import SessionGuards
public import Synchronization

/// What the reactors of one server have in common with `Topology.shared`: the epoll instance, the
/// listener, the mailbox, the free slots.
///
/// Accepting is served as a session is: by the reactor that holds the `reception`, and no other
/// touches the room or the listener.
///
// Safe: what changes is atomic, or belongs to the holder of the reception.
@usableFromInline @safe
final class WorkerPool: @unchecked Sendable {
  let poller: Poller
  let endpoint: Endpoint
  // Safe: the slab's, which the table keeps.
  @usableFromInline let mailbox: UnsafeMutablePointer<Mailbox>
  /// Which reactor accepts. Held for good once the server accepts no more.
  @usableFromInline let reception = ServingWord()
  /// Reactors that sleep, or are about to.
  @usableFromInline let sleepers = Atomic<Int>(0)
  /// Slots that are free again and not in the room yet.
  @usableFromInline let returned = SlotStack()
  private let slab: SessionSlab
  // Safe, both: allocated and freed here; the room is the reception's holder's.
  private let room: UnsafeMutablePointer<Room>
  private let closing: UnsafeMutablePointer<Atomic<Int>>
  private let reactorCount: Int
  private let live = Atomic<Int>(0)
  private let hasClosed = Atomic(false)

  /// What the holder of the reception keeps.
  @safe
  struct Room: ~Copyable {
    var listener: Listener?
    var isArmed = true
    var isPaused = false
    // Safe: allocated and freed with the room.
    let free: UnsafeMutablePointer<Slot>
    var freeCount: Int
  }

  /// Events that a reactor takes from the others with one wait: few, because those behind the first
  /// wait for its callbacks while another reactor may have nothing to do.
  static var eventsPerWait: Int { 16 }

  init(
    _ configuration: ServerConfiguration, _ slab: SessionSlab, _ ledger: DescriptorLedger
  ) throws(Errno) {
    self.slab = slab
    unsafe mailbox = unsafe slab.mailboxes
    reactorCount = configuration.reactorCount
    let poller = try Poller(capacity: 1, ledger: ledger)
    let listener = try Listener(
      at: configuration.endpoint, sharesPort: false, backlog: configuration.waitingConnections,
      peerTimeoutSeconds: configuration.peerTimeoutSeconds, ledger: ledger)
    endpoint = listener.endpoint
    let wakeup = unsafe slab.mailboxes.pointee.wakeup.fd
    try poller.add(wakeup, token: ReactorSeat.wakeupToken, [.readable, .edges])
    try poller.add(listener.fd, token: ReactorSeat.listenerToken, [.readable, .once])
    self.poller = poller
    let count = Int(slab.slotCount)
    let free = UnsafeMutablePointer<Slot>.allocate(capacity: count)
    // The last slot first, so that the first is on top.
    for index in 0..<count { unsafe free[index] = UInt32(count - 1 - index) }
    unsafe room = .allocate(capacity: 1)
    unsafe room.initialize(to: Room(listener: consume listener, free: free, freeCount: count))
    unsafe closing = .allocate(capacity: reactorCount * Self.countStride)
    for index in 0..<reactorCount * Self.countStride {
      unsafe (closing + index).initialize(to: Atomic(0))
    }
  }

  deinit {
    unsafe room.pointee.free.deallocate()
    unsafe room.deinitialize(count: 1)
    unsafe room.deallocate()
    unsafe closing.deallocate()
  }
}

// MARK: - Sessions that live, and those that wait for their reclaim

extension WorkerPool {
  /// Counts on pairs of lines of their own.
  private static var countStride: Int { 16 }

  /// Notes that a session begins.
  @usableFromInline
  func noteOpened() {
    // Relaxed: by the holder of the reception, before it closes the listener.
    live.wrappingAdd(1, ordering: .relaxed)
  }

  /// Notes that a session is released, the last that is done for it, and frees its slot.
  @usableFromInline
  func noteReleased(_ slot: Slot, closedBy closer: UInt32) {
    unsafe returned.push(slot, link: slab.shared(slot).pointee.freeLink)
    changeClosing(closer, by: -1)
    // Release: pairs with the acquire in `hasEnded`.
    live.wrappingSubtract(1, ordering: .releasing)
  }

  /// Whether the server accepts no more and its last session is released.
  @usableFromInline var hasEnded: Bool {
    // Acquire: pairs with the release in `stopListening`; what began before is counted.
    // Acquire: pairs with the releases in `noteReleased`; what was done for the last one is done.
    hasClosed.load(ordering: .acquiring) && live.load(ordering: .acquiring) == 0
  }

  /// Sessions that the reactor has closed and that are not released yet.
  @usableFromInline
  func closingCount(of reactor: Int) -> Int {
    // Relaxed: a reactor sees its own closes; a stale count costs a look.
    unsafe closing[reactor * Self.countStride].load(ordering: .relaxed)
  }

  @usableFromInline
  func changeClosing(_ reactor: UInt32, by amount: Int) {
    // Relaxed: as in `closingCount`.
    unsafe closing[Int(reactor) * Self.countStride].wrappingAdd(amount, ordering: .relaxed)
  }
}

// MARK: - The reception, for its holder

extension WorkerPool {
  @usableFromInline var listenerFD: Int32? {
    unsafe room.pointee.listener == nil ? nil : room.pointee.listener?.fd
  }

  @usableFromInline var isPaused: Bool {
    get { unsafe room.pointee.isPaused }
    set { unsafe room.pointee.isPaused = newValue }
  }

  /// Notes that the listener's event has come, so that no other will.
  @usableFromInline
  func noteEvent() { unsafe room.pointee.isArmed = false }

  /// Lets the next connection be told of, unless accepting pauses.
  @usableFromInline
  func armListener() {
    guard let fd = listenerFD, unsafe !room.pointee.isPaused, unsafe !room.pointee.isArmed else {
      return
    }
    unsafe room.pointee.isArmed = true
    do {
      try poller.modify(fd, token: ReactorSeat.listenerToken, [.readable, .once])
    } catch {
      // EBADF or ENOENT: this code's mistake.
      preconditionFailure("epoll_ctl: \(error)")
    }
  }

  /// Whether another session can be opened.
  @usableFromInline var hasFreeSlot: Bool {
    if unsafe room.pointee.freeCount > 0 { return true }
    var next = returned.isEmpty ? 0 : returned.takeAll()
    while next != 0 {
      let slot = next &- 1
      // Relaxed: acquired with the stack.
      next = unsafe slab.shared(slot).pointee.freeLink.load(ordering: .relaxed)
      unsafe room.pointee.free[room.pointee.freeCount] = slot
      unsafe room.pointee.freeCount += 1
    }
    return unsafe room.pointee.freeCount > 0
  }

  @usableFromInline
  func takeFreeSlot() -> Slot? {
    guard hasFreeSlot else { return nil }
    unsafe room.pointee.freeCount -= 1
    return unsafe room.pointee.free[room.pointee.freeCount]
  }

  /// Refuses new connections, and those that were not accepted yet.
  @usableFromInline
  func stopListening() {
    unsafe room.pointee.listener = nil
    // Release: pairs with the acquire in `hasEnded`; every session has been counted.
    hasClosed.store(true, ordering: .releasing)
  }
}

// MARK: - Seats

extension ReactorSeat {
  /// The seats of a server: each with an epoll instance and a listener, or all of one pool.
  static func all(
    _ configuration: ServerConfiguration, _ slab: SessionSlab, _ ledger: DescriptorLedger
  ) throws(Errno) -> [ReactorSeat] {
    if configuration.topology == .shared {
      let pool = try WorkerPool(configuration, slab, ledger)
      return (0..<configuration.reactorCount).map { ReactorSeat($0, of: pool) }
    }
    var seats: [ReactorSeat] = []
    var endpoint = configuration.endpoint
    for number in 0..<configuration.reactorCount {
      let seat = try ReactorSeat(number, at: endpoint, configuration, slab, ledger)
      endpoint = seat.endpoint
      seats.append(seat)
    }
    return seats
  }
}
