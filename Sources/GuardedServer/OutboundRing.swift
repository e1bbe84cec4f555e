public import Synchronization

/// The frames that other threads queued for one session: many producers, one consumer, bounded,
/// lock-free.
///
/// A record is a header word, a frame as it goes on the wire, and padding to whole words; none
/// wraps around the end. See `RingPosition` for where one stands.
///
///     header   63 ......... 32 | 31    | 30 ........... 0
///              generation      | skip  | bytes that follow
///
/// A header of zero is not committed. Producers reserve by exchanging the tail, fill the record,
/// and commit by storing its header. The consumer, the writer by `WriterWord`, takes records in
/// order as far as they are committed, zeroes them, and only then moves the head, so that a
/// producer that finds room finds zeroes. A stalled producer delays the records behind its own but
/// blocks no thread.
@frozen @usableFromInline @safe
struct OutboundRing {
  // Safe: the slab outlives every ring, which is made for one call and kept nowhere.
  @usableFromInline let record: UnsafePointer<SharedRecord>
  @usableFromInline let bytes: UnsafeMutableRawPointer
  /// In words, a power of two.
  @usableFromInline let capacity: UInt64

  @inlinable @inline(__always)
  init(
    _ record: UnsafePointer<SharedRecord>, _ bytes: UnsafeMutableRawPointer, byteCount: Int
  ) {
    unsafe self.record = unsafe record
    unsafe self.bytes = unsafe bytes
    capacity = UInt64(truncatingIfNeeded: byteCount) / 8
  }

  static var skip: UInt64 { 1 << 31 }

  /// The words of a record with so many bytes behind its header.
  static func words(behindHeader byteCount: Int) -> UInt64 { UInt64(byteCount + 15) / 8 }

  /// Whether nothing is reserved. A snapshot, unless the caller is the writer, the only thread
  /// that moves the head.
  @inlinable var isEmpty: Bool {
    // Relaxed, both: a thread that must not miss an entry has acquired it by a request of the
    // `WriterWord`, or with the stack of dirty slots, so its tail is visible already.
    let tail = unsafe record.pointee.ringTail.load(ordering: .relaxed)
    return unsafe RingPosition(rawValue: tail).position
      == record.pointee.ringHead.load(ordering: .relaxed)
  }

  func place(of position: UInt64, base: UInt64) -> UnsafeMutableRawPointer {
    // Safe: any position's place is within the ring.
    unsafe bytes + Int((position &+ base) & (capacity - 1)) * 8
  }

  func header(at place: UnsafeMutableRawPointer) -> UnsafePointer<Atomic<UInt64>> {
    // Safe: places are whole words, and one where a record begins or may begin is used as an atomic
    // only.
    unsafe UnsafePointer(place.assumingMemoryBound(to: Atomic<UInt64>.self))
  }
}

// MARK: - Producers

extension OutboundRing {
  /// Queues one frame with that payload, or returns false if there is no room, or the ring closed.
  ///
  /// Any number of threads at once, each under a lease of the session, or a reference to it.
  @usableFromInline
  func append(_ payload: UnsafeRawBufferPointer, generation: UInt32) -> Bool {
    guard let place = unsafe reserve(payloadBytes: payload.count) else { return false }
    unsafe commit(payload, at: place, generation: generation)
    return true
  }

  /// Takes the place of one frame, in front of all that is queued later.
  func reserve(payloadBytes count: Int) -> UnsafeMutableRawPointer? {
    unsafe reserve(Self.words(behindHeader: count + 2))
  }

  /// Fills a reserved place; from here on the frame can be written.
  func commit(
    _ payload: UnsafeRawBufferPointer, at place: UnsafeMutableRawPointer, generation: UInt32
  ) {
    // Safe: the reservation is this thread's alone, in one piece, and long enough.
    let length = UInt16(truncatingIfNeeded: payload.count)
    unsafe (place + 8).storeBytes(of: length.littleEndian, as: UInt16.self)
    unsafe (place + 10).copyMemory(from: payload.baseAddress!, byteCount: payload.count)
    unsafe commit(place, UInt64(generation) << 32 | UInt64(payload.count + 2))
  }

  /// Takes `size` words in one piece, committing a record to be skipped if the end is too near.
  private func reserve(_ size: UInt64) -> UnsafeMutableRawPointer? {
    // Acquire, here and when the exchange fails: pairs with the release in `rewind`; the head that
    // is read next is no older than the base, and what it shows as free was zeroed.
    var raw = unsafe record.pointee.ringTail.load(ordering: .acquiring)
    while true {
      let tail = RingPosition(rawValue: raw)
      if tail.isClosed { return nil }
      // Acquire: pairs with the release in `moveHead`; the room it shows was zeroed.
      let head = unsafe record.pointee.ringHead.load(ordering: .acquiring)
      let used = RingPosition.distance(from: head, to: tail.position)
      let toEnd = capacity - (tail.position &+ tail.base) & (capacity - 1)
      let skipped = toEnd < size ? toEnd : 0
      // A head beyond the tail means that the tail is out of date; the exchange will fail and tell.
      if used <= capacity, used + skipped + size > capacity { return nil }
      let next = RingPosition(tail.position + skipped + size, base: tail.base)
      // Relaxed when it succeeds: the reservation says nothing; the commit does. The exchange
      // carries the release of `rewind` on to later producers, as every read-modify-write does.
      let (exchanged, original) = unsafe record.pointee.ringTail.compareExchange(
        expected: raw, desired: next.rawValue, ordering: .acquiring)
      if exchanged {
        if skipped > 0 {
          unsafe commit(
            place(of: tail.position, base: tail.base), Self.skip | (skipped * 8 - 8))
        }
        return unsafe place(of: tail.position + skipped, base: tail.base)
      }
      raw = original
    }
  }

  /// Refuses every frame from now on; one that was reserved before is committed yet.
  @usableFromInline
  func close() {
    // Relaxed: every reservation is an exchange of this word. It comes before, and `isEmpty` sees
    // it, or after, and is refused. What was reserved before is published by its commit.
    _ = unsafe record.pointee.ringTail.bitwiseOr(RingPosition.closed, ordering: .relaxed)
  }

  /// Takes frames again, for the slot's next session.
  @usableFromInline
  func reopen() {
    // Relaxed: `open` of the guard, which follows, releases it to every lease that it will grant.
    _ = unsafe record.pointee.ringTail.bitwiseAnd(~RingPosition.closed, ordering: .relaxed)
  }

  private func commit(_ place: UnsafeMutableRawPointer, _ header: UInt64) {
    // Release: pairs with the acquire in `Walk.next`; the consumer sees the frame it announces.
    unsafe self.header(at: place).pointee.store(header, ordering: .releasing)
  }
}

// MARK: - Positions

/// Where producers reserve next in an `OutboundRing`, in words of eight bytes.
///
///     63     | 62 ....... 40 | 39 ......... 0
///     closed | base          | position
///
/// Positions only grow, modulo 2⁴⁰. The place of a position is their sum modulo the capacity. The
/// base may change while the ring is empty: then the ring, of 64 MiB at most by the base's width,
/// goes on at its beginning, and a session touches no more memory than it once had queued at a
/// time. All share a word so that a producer that reserves with an old base, or in a ring that has
/// been closed, fails.
///
/// Forty bits: 8 TiB must pass through one session while a producer stands between its load and its
/// exchange for that exchange to be fooled.
@frozen @usableFromInline
struct RingPosition {
  @usableFromInline let rawValue: UInt64

  @inlinable
  init(rawValue: UInt64) { self.rawValue = rawValue }

  @inlinable
  init(_ position: UInt64, base: UInt64) {
    rawValue = (base & Self.baseMask) << 40 | position & Self.mask
  }

  @inlinable static var mask: UInt64 { 1 << 40 - 1 }
  @inlinable var position: UInt64 { rawValue & Self.mask }
  @inlinable var base: UInt64 { rawValue >> 40 & Self.baseMask }

  @inlinable static var baseMask: UInt64 { 1 << 23 - 1 }
  @inlinable static var closed: UInt64 { 1 << 63 }
  /// Whether no thread may reserve any more.
  @inlinable var isClosed: Bool { rawValue >= Self.closed }

  /// How far `position` is beyond `earlier`; huge if it is not.
  @inlinable
  static func distance(from earlier: UInt64, to position: UInt64) -> UInt64 {
    (position &- earlier) & mask
  }
}
