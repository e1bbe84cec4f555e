/// Where producers reserve next in an `OutboundRing`, in words of eight bytes.
///
///     63     | 62 ....... 40 | 39 ......... 0
///     closed | base          | position
///
/// Positions only grow, modulo 2⁴⁰. The place of a position is their sum modulo the capacity. The
/// base may change while the ring is empty: then the ring, of 64 MiB at most by the base's width,
/// goes on at its beginning, and a session touches no more memory than it once had queued at a
/// time. All share a word so that whoever reserves with an old base, or in a ring that has been
/// closed, fails.
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
  /// Whether nobody may reserve any more.
  @inlinable var isClosed: Bool { rawValue >= Self.closed }

  /// How far `position` is beyond `earlier`; huge if it is not.
  @inlinable
  static func distance(from earlier: UInt64, to position: UInt64) -> UInt64 {
    (position &- earlier) & mask
  }
}
