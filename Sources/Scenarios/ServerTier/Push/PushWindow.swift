internal import Synchronization

/// When a server's latest measurement began and ended, as marks 0 and 1 say: what is due within it
/// is timed.
@usableFromInline
final class PushWindow: Sendable {
  /// Later than any time: it has not come yet.
  private static let never = UInt64.max

  private let begin = Atomic(PushWindow.never)
  private let end = Atomic(PushWindow.never)

  @usableFromInline init() {}

  /// Begins a measurement, which has no end yet.
  func open(at now: UInt64) {
    // Relaxed: an end that is read late closes no other window, as it lies before the begin.
    end.store(Self.never, ordering: .relaxed)
    // Relaxed: a time of day, which orders nothing.
    begin.store(now, ordering: .relaxed)
  }

  // Relaxed: as above.
  func close(at now: UInt64) { end.store(now, ordering: .relaxed) }

  /// The measurement, as far as it is known; empty while there is none.
  @usableFromInline var span: Range<UInt64> {
    // Relaxed, both: as above.
    let (first, last) = (begin.load(ordering: .relaxed), end.load(ordering: .relaxed))
    return first..<max(first, last)
  }
}
