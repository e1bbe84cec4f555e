public import Reactor
public import SessionGuards
import Synchronization

/// A server's sessions without threads or sockets: their guard, their memory, and the threads that
/// take part.
///
/// `LanServer` is this plus reactors. A bench drives the same sessions in memory with
/// `SessionPath`, on a `Port` of its own.
@safe @usableFromInline
package final class SessionTable<Guard: SessionGuard & ~Copyable>: Sendable
where Guard.Fault == Never {
  /// What it was made for, its slots rounded up to equal shares.
  @usableFromInline package let configuration: ServerConfiguration
  @usableFromInline package let ledger = DescriptorLedger()
  @usableFromInline let slab: SessionSlab
  // Safe: initialised once, lent by address, and ended by the deinit. Behind a pointer, because the
  // field of a class would be reached by retaining the class.
  @usableFromInline nonisolated(unsafe) let sessions: UnsafeMutablePointer<Guard>
  @usableFromInline let log: ViolationLog
  private let roster: ParticipantRoster
  private let participantCount: Int
  // Safe: atomics, freed by the deinit; every participant writes to a block of its own, and all
  // keepers to the last.
  private nonisolated(unsafe) let counts: UnsafeMutablePointer<Atomic<Int>>

  /// Makes a table of free slots, or throws if there is no address space for so many.
  @usableFromInline
  package init(_: Guard.Type = Guard.self, _ configuration: ServerConfiguration) throws(Errno) {
    let configuration = configuration.checked()
    self.configuration = configuration
    let slab = try SessionSlab(configuration, ledger)
    let log = ViolationLog()
    self.slab = slab
    self.log = log
    participantCount = configuration.reactorCount + configuration.outsideSenderCount
    roster = ParticipantRoster(count: max(1, configuration.outsideSenderCount))
    let total = (participantCount + 1) * CounterBlock.count
    unsafe counts = unsafe UnsafeMutableRawPointer.allocate(
      byteCount: total * MemoryLayout<Int>.stride, alignment: 128
    ).bindMemory(to: Atomic<Int>.self, capacity: total)
    for index in 0..<total { unsafe (counts + index).initialize(to: Atomic(0)) }
    unsafe sessions = .allocate(capacity: 1)
    // The closure captures queues, not the server: it exists before the guard does.
    unsafe sessions.initialize(
      to: Guard(
        slotCount: configuration.slotCount, participantCount: participantCount,
        lastGeneration: configuration.lastGeneration,
        reclaim: { (id) throws(Never) in slab.report(id, log) }))
  }

  deinit {
    unsafe sessions.deinitialize(count: 1)
    unsafe sessions.deallocate()
    log.deallocate()
    unsafe counts.deallocate()
    slab.unmap()
  }

  /// The bytes of address space per session, guard excluded; memory follows as a session uses them.
  @usableFromInline package var bytesPerSession: Int { slab.bytesPerSession }

  /// What has been done so far, by all participants.
  @usableFromInline package var counters: ServerCounters {
    var sum = ServerCounters()
    for participant in 0..<participantCount { sum.add(block(participant)) }
    sum.add(keeperCounters)
    sum.violations = log.count
    sum.descriptorsOpened = ledger.openedCount
    sum.descriptorsClosed = ledger.closedCount
    sum.descriptorsKept = ledger.keptCount
    sum.descriptorMistakes = ledger.mistakeCount
    return sum
  }

  /// The first hundred promises that were found broken; empty under a correct guard.
  @usableFromInline package var violations: [Violation] { log.first }

  @usableFromInline
  func block(_ participant: Int) -> CounterBlock {
    unsafe CounterBlock(counts + participant * CounterBlock.count)
  }

  /// What threads count that keep sessions and are no participants.
  @usableFromInline var keeperCounters: CounterBlock { block(participantCount) }

  /// Participants 0 and up are the reactors, by their number; those of other threads follow.
  @usableFromInline
  func enroll() -> Participant? {
    guard configuration.outsideSenderCount > 0, let outside = roster.enroll() else { return nil }
    return Participant(index: outside.index + UInt32(configuration.reactorCount))
  }

  @usableFromInline
  func withdraw(_ index: UInt32) {
    roster.withdraw(Participant(index: index - UInt32(configuration.reactorCount)))
  }
}
