public import SessionGuards

/// What a reactor has to write and to do, without the guard and the port: bytes and lists.
///
/// One outbox per reactor collects the frames for the session whose event is being served, and
/// leaves in one write. Frames for its other sessions, and what the kernel did not take, stand in
/// those sessions' backlogs. While the outbox holds bytes, the backlog of its session is empty.
@frozen @usableFromInline @safe
struct Outbox: ~Copyable {
  @usableFromInline let slab: SessionSlab
  // Safe: allocated and freed here, used by one thread.
  @usableFromInline let bytes: UnsafeMutableRawPointer
  private let byteCount: Int
  /// How many bytes it takes. With `Topology.shared` none but what `onAccept` sends, so that all
  /// that follows has one queue, the session's ring.
  @usableFromInline private(set) var limit: Int
  @usableFromInline var count = 0
  /// The raw id of the session being served while its frames may go to the outbox; else `closed`.
  @usableFromInline var openID = Outbox.closed
  /// The slot being served, or `noSlot`.
  @usableFromInline var current = Outbox.noSlot
  /// Whether the session being served was ended from within its own callback.
  @usableFromInline var isEnding = false
  /// Slots with work, each once; the flags stand in their records.
  @usableFromInline let list: UnsafeMutablePointer<Slot>
  @usableFromInline var listCount = 0
  /// The reactor's slots; with `Topology.shared`, the slot of the session that it serves just now.
  @usableFromInline private(set) var firstSlot: Slot
  @usableFromInline private(set) var ownedCount: UInt32
  /// Whether the session being served was sent something through its ring that no write was tried
  /// for.
  @usableFromInline var hasQueued = false
  /// Sends since the counts were last published.
  @usableFromInline var acceptedCount = 0
  @usableFromInline var refusedCount = 0

  /// No session's raw id: its slot is beyond every table.
  @inlinable static var closed: UInt64 { .max }
  @inlinable static var noSlot: Slot { .max }

  init(_ slab: SessionSlab, reactor: Int) {
    self.slab = slab
    // A read of 64 KiB of frames that are all echoed must fit, and the rest of a write fits a
    // backlog.
    byteCount = min(slab.queueBytes, 128 * 1024)
    limit = slab.isShared ? 0 : byteCount
    unsafe bytes = .allocate(byteCount: byteCount, alignment: 64)
    firstSlot = slab.isShared ? 0 : UInt32(reactor) * slab.slotsPerReactor
    ownedCount = slab.isShared ? 0 : slab.slotsPerReactor
    unsafe list = .allocate(capacity: Int(slab.slotsPerReactor))
  }

  @inlinable
  deinit {
    unsafe bytes.deallocate()
    unsafe list.deallocate()
  }

  /// Whether the slot is this reactor's.
  @inlinable @inline(__always)
  borrowing func owns(_ slot: Slot) -> Bool { slot &- firstSlot < ownedCount }

  /// Makes `slot` the one that is owned, with `Topology.shared`; `welcomes` before `onAccept`.
  @usableFromInline
  mutating func hold(_ slot: Slot, welcomes: Bool) {
    firstSlot = slot
    ownedCount = 1
    limit = welcomes ? byteCount : 0
  }

  /// Owns no slot any more, with `Topology.shared`.
  @usableFromInline
  mutating func letGo() {
    ownedCount = 0
    limit = 0
  }

  /// Puts one frame into the outbox, which has room for it.
  @inlinable @inline(__always)
  mutating func append(_ packet: RawSpan) {
    // Safe: the caller has compared with the limit.
    let place = unsafe bytes + count
    let byteCount = packet.byteCount
    unsafe place.storeBytes(
      of: UInt16(truncatingIfNeeded: byteCount).littleEndian, as: UInt16.self)
    unsafe packet.withUnsafeBytes {
      unsafe (place + 2).copyMemory(from: $0.baseAddress.unsafelyUnwrapped, byteCount: byteCount)
    }
    count &+= byteCount &+ 2
  }

  /// Makes `id` the session being served.
  @inlinable
  mutating func beginTurn(of id: SessionID) {
    current = id.slot
    isEnding = false
    openID = unsafe slab.owned(id.slot).pointee.backlogCount == 0 ? id.rawValue : Self.closed
  }

  /// No session is being served any more; the outbox has been flushed or spilled.
  @inlinable
  mutating func endTurn() {
    current = Self.noSlot
    openID = Self.closed
  }

  /// Adds to what the reactor's next batch does for a slot.
  @usableFromInline
  mutating func schedule(_ slot: Slot, _ work: Work) {
    let owned = unsafe slab.owned(slot)
    if unsafe !owned.pointee.work.contains(.listed) {
      unsafe list[listCount] = slot
      listCount += 1
    }
    unsafe owned.pointee.work.formUnion([work, .listed])
  }
}

// MARK: - Backlogs

extension Outbox {
  /// Queues one frame behind the session's backlog, or returns false if there is no room.
  @usableFromInline
  mutating func queue(_ slot: Slot, _ packet: RawSpan) -> Bool {
    let owned = unsafe slab.owned(slot)
    let byteCount = packet.byteCount
    guard unsafe owned.pointee.backlogCount + byteCount + 2 <= slab.queueBytes else { return false }
    let backlog = unsafe slab.backlog(slot)
    let start = unsafe owned.pointee.backlogStart
    let end = unsafe start + owned.pointee.backlogCount
    if end + byteCount + 2 > slab.queueBytes {
      unsafe backlog.copyMemory(from: backlog + start, byteCount: end - start)
      unsafe owned.pointee.backlogStart = 0
    }
    let place = unsafe backlog + owned.pointee.backlogStart + owned.pointee.backlogCount
    unsafe place.storeBytes(
      of: UInt16(truncatingIfNeeded: byteCount).littleEndian, as: UInt16.self)
    unsafe packet.withUnsafeBytes { bytes in
      unsafe (place + 2).copyMemory(from: bytes.baseAddress!, byteCount: byteCount)
    }
    unsafe owned.pointee.backlogCount += byteCount + 2
    // A blocked session waits for its edge.
    if unsafe !owned.pointee.isBlocked { schedule(slot, .flush) }
    return true
  }

  /// Moves what the outbox holds behind its session's backlog, which is empty, and closes the
  /// outbox.
  @usableFromInline
  mutating func spill() {
    guard count > 0 else { return }
    let owned = unsafe slab.owned(current)
    unsafe slab.backlog(current).copyMemory(from: bytes, byteCount: count)
    unsafe owned.pointee.backlogStart = 0
    unsafe owned.pointee.backlogCount = count
    count = 0
    openID = Self.closed
  }

  /// What is to be written next for a slot; nil if nothing is.
  ///
  /// Inlined: a borrowed outbox is handed over as a copy.
  @inlinable @inline(__always)
  borrowing func next(_ slot: Slot) -> UnsafeRawBufferPointer? {
    let owned = unsafe slab.owned(slot)
    if unsafe owned.pointee.backlogCount > 0 {
      return unsafe UnsafeRawBufferPointer(
        start: slab.backlog(slot) + owned.pointee.backlogStart,
        count: owned.pointee.backlogCount)
    }
    guard slot == current, count > 0 else { return nil }
    return unsafe UnsafeRawBufferPointer(start: bytes, count: count)
  }

  /// Takes `written` bytes off what `next` returned, and reports whether that was all of it.
  @usableFromInline
  mutating func wrote(_ slot: Slot, _ written: Int) -> Bool {
    let owned = unsafe slab.owned(slot)
    if unsafe owned.pointee.backlogCount == 0 {
      if written == count {
        count = 0
        return true
      }
      spill()
    }
    let isAll = unsafe written == owned.pointee.backlogCount
    if isAll {
      unsafe owned.pointee.backlogStart = 0
      unsafe owned.pointee.backlogCount = 0
      unsafe owned.pointee.cutBytes = 0
    } else {
      advance(slot, written)
      unsafe owned.pointee.isBlocked = true
    }
    unsafe slab.shared(slot).pointee.setReactorOnly(
      owned.pointee.cutBytes > 0 || owned.pointee.welcome != .over)
    return isAll
  }

  /// Drops the backlog's first `written` bytes, keeping in mind how much of a frame that leaves.
  private func advance(_ slot: Slot, _ written: Int) {
    let owned = unsafe slab.owned(slot)
    var frameEnd = unsafe owned.pointee.cutBytes
    let start = unsafe slab.backlog(slot) + owned.pointee.backlogStart
    while frameEnd < written {
      frameEnd += unsafe Self.frameBytes(start + frameEnd)
    }
    unsafe owned.pointee.cutBytes = frameEnd - written
    unsafe owned.pointee.backlogStart += written
    unsafe owned.pointee.backlogCount -= written
  }

  /// Empties the backlog of a session that ends, and returns how many of its frames were not wholly
  /// written.
  @usableFromInline
  func discard(_ slot: Slot) -> Int {
    let owned = unsafe slab.owned(slot)
    let count = unsafe owned.pointee.backlogCount
    let start = unsafe slab.backlog(slot) + owned.pointee.backlogStart
    var lost = unsafe owned.pointee.cutBytes > 0 ? 1 : 0
    var position = unsafe owned.pointee.cutBytes
    while position < count {
      lost += 1
      position += unsafe Self.frameBytes(start + position)
    }
    unsafe owned.pointee.backlogStart = 0
    unsafe owned.pointee.backlogCount = 0
    unsafe owned.pointee.cutBytes = 0
    return lost
  }

  private static func frameBytes(_ frame: UnsafeRawPointer) -> Int {
    2 + Int(UInt16(littleEndian: unsafe frame.loadUnaligned(as: UInt16.self)))
  }
}
