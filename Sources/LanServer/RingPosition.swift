/// Where producers reserve next in an `OutboundRing`, in words of eight bytes.
///
///     63 ....... 40 | 39 ......... 0
///     base          | position
///
/// Positions only grow, modulo 2⁴⁰. The place of a position is their sum modulo the capacity. The
/// base may change while the ring is empty: then the ring goes on at its beginning, and a session
/// touches no more memory than it once had queued at a time. Base and position share a word so that
/// whoever reserves with an old base fails.
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
    rawValue = base << 40 | position & Self.mask
  }

  @inlinable static var mask: UInt64 { 1 << 40 - 1 }
  @inlinable var position: UInt64 { rawValue & Self.mask }
  @inlinable var base: UInt64 { rawValue >> 40 }

  /// How far `position` is beyond `earlier`; huge if it is not.
  @inlinable
  static func distance(from earlier: UInt64, to position: UInt64) -> UInt64 {
    (position &- earlier) & mask
  }
}
