internal import Probe
public import Synchronization

/// Watches a session for meetings around a lease, or does not: two loops are compiled of one
/// source.
@usableFromInline
protocol MeetingWatch {
  /// Called before acquire; reports whether another thread was inside already.
  static func enter(_ record: borrowing SessionRecord) -> Bool
  /// Called after release.
  static func leave(_ record: borrowing SessionRecord)
  /// The time, if this watch samples how long a lease takes; else 0.
  static func now() -> UInt64
  static var isWatching: Bool { get }
}

/// For measured trials: nothing is compiled in.
@usableFromInline
enum Unwatched: MeetingWatch {
  @inlinable @inline(__always)
  static func enter(_: borrowing SessionRecord) -> Bool { false }
  @inlinable @inline(__always)
  static func leave(_: borrowing SessionRecord) {}
  @inlinable @inline(__always)
  static func now() -> UInt64 { 0 }
  @inlinable @inline(__always)
  static var isWatching: Bool { false }
}

/// For counting trials: a counter per slot, raised before acquire and lowered after release, for
/// all guards alike.
@usableFromInline
enum Watched: MeetingWatch {
  @inlinable @inline(__always)
  static func enter(_ record: borrowing SessionRecord) -> Bool {
    // Relaxed: it only counts, and must not order what the guard does not.
    record.inside.wrappingAdd(1, ordering: .relaxed).oldValue != 0
  }
  @inlinable @inline(__always)
  static func leave(_ record: borrowing SessionRecord) {
    // Relaxed: as above.
    record.inside.wrappingSubtract(1, ordering: .relaxed)
  }
  @usableFromInline
  static func now() -> UInt64 { MonotonicClock.nanoseconds }
  @inlinable @inline(__always)
  static var isWatching: Bool { true }
}
