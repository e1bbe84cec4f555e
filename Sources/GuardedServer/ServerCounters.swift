public import Synchronization

/// What a server has done since it started.
///
/// A snapshot: each number is exact as of its thread's last finished session event or send.
public struct ServerCounters: Sendable, Equatable {
  /// Sessions that began.
  public var accepted = 0
  /// Sessions whose slot is free again.
  public var released = 0
  /// Whole frames received.
  public var messagesReceived = 0
  /// Sends that returned true.
  public var sendsAccepted = 0
  /// Sends that returned false.
  public var sendsRefused = 0
  /// Sends that returned true for a frame that was never wholly written.
  public var sendsLost = 0
  /// Events for sessions that had ended by the time they were handled.
  public var staleEvents = 0
  /// How often a reactor stopped accepting for a while.
  public var acceptPauses = 0
  /// Slots whose generations are used up.
  public var retiredSlots = 0
  /// Waits of the reactors for events.
  public var waits = 0
  /// Reads of the reactors.
  public var reads = 0
  /// Writes of the reactors, rings apart.
  public var writes = 0
  /// Writes of rings, by any thread.
  public var ringWrites = 0
  /// Signals of senders that ended a reactor's wait.
  public var wakeups = 0
  /// The most sessions of one reactor that were closed and not released at the end of a batch of
  /// events.
  public var unreleasedPeak = 0
  /// Sessions that were closed and not released at the end of a batch of events, added up over all
  /// batches: by `waits`, how many a reactor had on average.
  public var unreleasedSum = 0
  /// How many sessions were released for each reason.
  public var closedByReason: [CloseReason: Int] = [:]
  /// Promises that the guard broke.
  public var violations = 0
  /// Sockets and epoll instances that were opened; as many as closed, once the server has stopped.
  public var descriptorsOpened = 0
  /// Sockets and epoll instances that were closed.
  public var descriptorsClosed = 0
  /// Wake-ups, one per reactor, or one for all that share: open for as long as the server's
  /// sessions or a sender are kept.
  public var descriptorsKept = 0
  /// Descriptors closed that were not open, or opened that were not closed.
  public var descriptorMistakes = 0

  /// Makes counters of nothing.
  public init() {}

  /// Sessions that are not released yet.
  public var open: Int { accepted - released }
}

/// One participant's counts, written by its thread only; or those of all that keep sessions.
@frozen @usableFromInline @safe
struct CounterBlock: Sendable {
  @usableFromInline
  enum Kind: Int {
    case accepted, released, messagesReceived, sendsAccepted, sendsRefused, sendsLost, staleEvents
    case acceptPauses, retiredSlots, waits, reads, writes, ringWrites, wakeups
    case unreleasedPeak, unreleasedSum
    case closedForReason
  }

  /// 32 counts: 256 bytes, so that two blocks never share a pair of lines.
  static let count = 32

  // Safe: the table that lends it outlives every participant.
  @usableFromInline nonisolated(unsafe) let counts: UnsafeMutablePointer<Atomic<Int>>

  init(_ counts: UnsafeMutablePointer<Atomic<Int>>) {
    unsafe self.counts = unsafe counts
  }

  @inlinable @inline(__always)
  func add(_ kind: Kind, _ amount: Int = 1) {
    change(kind.rawValue, amount)
  }

  @inlinable
  func addClosed(_ reason: CloseReason) {
    change(Kind.closedForReason.rawValue &+ Int(reason.rawValue), 1)
  }

  /// Notes how many sessions are closed and not released at the end of a batch.
  @inlinable @inline(__always)
  func noteUnreleased(_ count: Int) {
    add(.unreleasedSum, count)
    let peak = read(Kind.unreleasedPeak.rawValue)
    if count > peak { add(.unreleasedPeak, count &- peak) }
  }

  @inlinable @inline(__always)
  func change(_ index: Int, _ amount: Int) {
    // Relaxed, both: one thread writes; a reader wants a number, and nothing that goes with it.
    let old = unsafe counts[index].load(ordering: .relaxed)
    unsafe counts[index].store(old &+ amount, ordering: .relaxed)
  }

  /// Adds one to a block that several threads count in.
  func addShared(_ kind: Kind) {
    // Relaxed: as in `change`; an addition, so that no thread's count is lost.
    unsafe counts[kind.rawValue].wrappingAdd(1, ordering: .relaxed)
  }

  @inlinable @inline(__always)
  func read(_ index: Int) -> Int {
    // Relaxed: as in `change`.
    unsafe counts[index].load(ordering: .relaxed)
  }
}

extension ServerCounters {
  mutating func add(_ block: CounterBlock) {
    accepted += block.read(CounterBlock.Kind.accepted.rawValue)
    released += block.read(CounterBlock.Kind.released.rawValue)
    messagesReceived += block.read(CounterBlock.Kind.messagesReceived.rawValue)
    sendsAccepted += block.read(CounterBlock.Kind.sendsAccepted.rawValue)
    sendsRefused += block.read(CounterBlock.Kind.sendsRefused.rawValue)
    sendsLost += block.read(CounterBlock.Kind.sendsLost.rawValue)
    staleEvents += block.read(CounterBlock.Kind.staleEvents.rawValue)
    acceptPauses += block.read(CounterBlock.Kind.acceptPauses.rawValue)
    retiredSlots += block.read(CounterBlock.Kind.retiredSlots.rawValue)
    waits += block.read(CounterBlock.Kind.waits.rawValue)
    reads += block.read(CounterBlock.Kind.reads.rawValue)
    writes += block.read(CounterBlock.Kind.writes.rawValue)
    ringWrites += block.read(CounterBlock.Kind.ringWrites.rawValue)
    wakeups += block.read(CounterBlock.Kind.wakeups.rawValue)
    unreleasedPeak = max(unreleasedPeak, block.read(CounterBlock.Kind.unreleasedPeak.rawValue))
    unreleasedSum += block.read(CounterBlock.Kind.unreleasedSum.rawValue)
    for reason in CloseReason.allCases {
      let index = CounterBlock.Kind.closedForReason.rawValue + Int(reason.rawValue)
      closedByReason[reason, default: 0] += block.read(index)
    }
  }
}
