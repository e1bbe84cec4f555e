import Glibc
import Reactor
public import SessionGuards

/// The memory of all sessions: records, rings, backlogs and partial frames, by slot.
///
/// Mapped once and touched as it is used: a session that never was costs address space only. Two
/// records of 128 bytes per slot stand on lines of their own, one for its reactor and one for
/// every thread; neighbouring lines are fetched in pairs, hence 128.
@frozen @usableFromInline @safe
struct SessionSlab: Sendable {
  // Safe: mapped for as long as the table that made it; only slots below the count are asked for.
  @usableFromInline nonisolated(unsafe) let records: UnsafeMutableRawPointer
  @usableFromInline nonisolated(unsafe) let rings: UnsafeMutableRawPointer
  @usableFromInline nonisolated(unsafe) let backlogs: UnsafeMutableRawPointer
  @usableFromInline nonisolated(unsafe) let partials: UnsafeMutableRawPointer
  /// The mailbox of every share of the slots: a reactor's, or that of all.
  @usableFromInline nonisolated(unsafe) let mailboxes: UnsafeMutablePointer<Mailbox>
  private let mailboxCount: Int
  @usableFromInline let slotCount: UInt32
  @usableFromInline let slotsPerReactor: UInt32
  @usableFromInline let maximumPayload: Int
  /// Of a ring and of a backlog, a power of two.
  @usableFromInline let queueBytes: Int
  @usableFromInline let partialStride: Int
  @usableFromInline let mappedBytes: Int
  @usableFromInline let flush: FlushMode
  @usableFromInline let strays: StrayRule
  /// Whether any reactor may serve a session: see `Topology`.
  @usableFromInline let isShared: Bool

  init(_ configuration: ServerConfiguration, _ ledger: DescriptorLedger) throws(Errno) {
    let slots = configuration.slotCount
    slotCount = UInt32(slots)
    slotsPerReactor = UInt32(configuration.slotsPerReactor)
    maximumPayload = configuration.maximumPayload
    flush = configuration.flush
    strays = configuration.strays
    isShared = configuration.topology == .shared
    // Twice the longest record, so that an empty ring takes any frame wherever it goes on.
    let leastBytes = max(configuration.queueBytes, 2 * (configuration.maximumPayload + 24), 4096)
    queueBytes = 1 << (Int.bitWidth - (leastBytes - 1).leadingZeroBitCount)
    partialStride = (configuration.maximumPayload + 2 + 127) & ~127
    mappedBytes = slots * (256 + 2 * queueBytes + partialStride)
    mailboxCount = configuration.shareCount
    unsafe mailboxes = try Mailbox.allocate(count: mailboxCount, ledger)
    do throws(Errno) {
      unsafe records = try Self.map(mappedBytes)
    } catch {
      unsafe Mailbox.deallocate(mailboxes, count: mailboxCount)
      throw error
    }
    unsafe rings = unsafe records + slots * 256
    unsafe backlogs = unsafe rings + slots * queueBytes
    unsafe partials = unsafe backlogs + slots * queueBytes
    for slot in 0..<slotCount { unsafe owned(slot).initialize(to: OwnedRecord()) }
  }

  private static func map(_ byteCount: Int) throws(Errno) -> UnsafeMutableRawPointer {
    let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
    let memory = unsafe mmap(nil, byteCount, PROT_READ | PROT_WRITE, flags, -1, 0)
    guard let memory = unsafe memory, unsafe memory != MAP_FAILED else { throw Errno.current }
    return unsafe memory
  }

  /// Ends the slab; no copy of it may be used any more.
  func unmap() {
    unsafe Mailbox.deallocate(mailboxes, count: mailboxCount)
    unsafe munmap(records, mappedBytes)
  }

  /// The bytes of address space per session.
  var bytesPerSession: Int { mappedBytes / Int(slotCount) }
}

extension SessionSlab {
  @inlinable @inline(__always)
  func owned(_ slot: Slot) -> UnsafeMutablePointer<OwnedRecord> {
    unsafe (records + Int(slot) &* 256).assumingMemoryBound(to: OwnedRecord.self)
  }

  /// Mapped memory is zero, and so is a new `SharedRecord`.
  @inlinable @inline(__always)
  func shared(_ slot: Slot) -> UnsafePointer<SharedRecord> {
    unsafe UnsafePointer(
      (records + Int(slot) &* 256 + 128).assumingMemoryBound(to: SharedRecord.self))
  }

  @inlinable @inline(__always)
  func ring(_ slot: Slot) -> OutboundRing {
    unsafe OutboundRing(shared(slot), rings + Int(slot) &* queueBytes, byteCount: queueBytes)
  }

  @inlinable @inline(__always)
  func backlog(_ slot: Slot) -> UnsafeMutableRawPointer {
    unsafe backlogs + Int(slot) &* queueBytes
  }

  @inlinable @inline(__always)
  func partial(_ slot: Slot) -> UnsafeMutableRawPointer {
    unsafe partials + Int(slot) &* partialStride
  }

  /// The mailbox of the reactor that owns `slot`.
  @inlinable @inline(__always)
  func mailbox(of slot: Slot) -> UnsafeMutablePointer<Mailbox> {
    unsafe mailboxes + Int(slot / slotsPerReactor)
  }

  /// Asks the slot's reactor to look at its ring; reports whether that reactor must be woken.
  ///
  /// The caller has committed an entry, or been told by a thread that has, and still holds its
  /// lease or reference.
  @usableFromInline
  func schedule(_ slot: Slot) -> Bool {
    let shared = unsafe shared(slot)
    guard unsafe shared.pointee.markDirty() else { return false }
    unsafe mailbox(of: slot).pointee.dirty.push(slot, link: shared.pointee.dirtyLink)
    return true
  }

  /// Claims a slot's shutdown, if it is due; returns what to shut down. Under a lease, or by the
  /// reactor.
  @usableFromInline @inline(never)
  func takeShutdown(_ slot: Slot) -> Int32? {
    let shared = unsafe shared(slot)
    return unsafe shared.pointee.takeShutdown() ? shared.pointee.holder.fd : nil
  }

  /// Hands a reported session to its reactor: the whole of a guard's `reclaim`.
  ///
  /// Runs on the thread that gave the last unit back, perhaps inside `release`, and wakes the
  /// reactor there: by then the guard has the unit back, and nothing of the session is in use. It
  /// takes no lock unless the guard has broken its promise.
  func report(_ id: SessionID, _ log: ViolationLog) {
    let shared = unsafe shared(id.slot)
    guard unsafe shared.pointee.markReported(id.generation) else {
      return log.note(.secondReport, id, found: unsafe shared.pointee.holder.generation)
    }
    unsafe mailbox(of: id.slot).pointee.reported.push(id.slot, link: shared.pointee.reportedLink)
    unsafe mailbox(of: id.slot).pointee.wake()
  }
}

// MARK: - The reactor's own record

/// What only a session's own reactor touches; with `Topology.shared`, the reactor that holds its
/// `ServingWord`.
@frozen @usableFromInline
struct OwnedRecord {
  @usableFromInline
  enum Phase: UInt8 {
    case free
    case open
    /// Closed by the reactor; its slot is reclaimed when the last lease is back.
    case closing
  }

  /// Where a session stands with what `onAccept` sends, which goes out before any other thread's.
  @usableFromInline
  enum Welcome: UInt8 {
    /// `onAccept` has not returned.
    case ahead
    /// It has, and what it sent is not wholly written.
    case underWay
    case over
  }

  @usableFromInline var generation: UInt32 = 0
  @usableFromInline var fd: Int32 = -1
  /// Bytes of an incomplete frame, kept until the rest arrives.
  @usableFromInline var partialCount = 0
  /// The backlog is `backlogCount` bytes starting at `backlogStart`.
  @usableFromInline var backlogStart = 0
  @usableFromInline var backlogCount = 0
  /// Bytes at the backlog's start that end a frame whose beginning was written already.
  @usableFromInline var cutBytes = 0
  /// The last write was cut: an edge will say when to go on.
  @usableFromInline var isBlocked = false
  @usableFromInline var phase = Phase.free
  @usableFromInline var welcome = Welcome.ahead
  /// The peer was told that no more will come: the ring is closed, and so is this side's stream.
  @usableFromInline var isShut = false
  /// The reactor has disconnected the session: the shutdown follows its own frames.
  @usableFromInline var isShutdownDue = false
  /// What stands in the reactor's work list for this slot.
  @usableFromInline var work: Work = []
  /// Why it is being closed, once it is.
  @usableFromInline var reason = CloseReason.peerEnded

  // For `Topology.shared`.

  /// An event may come: the descriptor has been armed since the last one.
  @usableFromInline var isArmed = false
  /// It is armed for room as well.
  @usableFromInline var isArmedForRoom = false
  /// The kernel took no more: the descriptor is to be armed for room.
  @usableFromInline var awaitsRoom = false
  /// The reactor that has closed the session.
  @usableFromInline var closer: UInt32 = 0

  @usableFromInline
  init() {}
}

/// What a reactor still has to do for a session.
@frozen @usableFromInline
struct Work: OptionSet {
  @usableFromInline let rawValue: UInt8
  @inlinable
  init(rawValue: UInt8) { self.rawValue = rawValue }

  /// There may be more to read: the last read filled the buffer.
  @inlinable static var read: Work { Work(rawValue: 1) }
  /// The backlog has bytes that no write was tried for.
  @inlinable static var flush: Work { Work(rawValue: 2) }
  /// The session is to be closed: its connection has failed.
  @inlinable static var finish: Work { Work(rawValue: 4) }
  /// The slot stands in the list.
  @inlinable static var listed: Work { Work(rawValue: 8) }
}
