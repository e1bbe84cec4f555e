/// The moment at which a wait gives up.
struct Deadline {
  private let nanoseconds: UInt64

  init(after limit: Duration) {
    let (sum, overflow) = MonotonicClock.nanoseconds.addingReportingOverflow(limit.nanoseconds)
    nanoseconds = overflow ? .max : sum
  }

  /// What is left of it for `poll`, rounded up so that no wait ends too early; 0 if it has passed.
  var remainingMilliseconds: Int32 {
    let now = MonotonicClock.nanoseconds
    guard nanoseconds > now else { return 0 }
    return Int32(clamping: (nanoseconds - now - 1) / 1_000_000 + 1)
  }
}

extension Duration {
  /// Its length; a negative one counts as 0, one beyond 584 years as that.
  var nanoseconds: UInt64 {
    let (seconds, attoseconds) = components
    guard seconds >= 0, attoseconds >= 0 else { return 0 }
    let (whole, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, carry) = whole.addingReportingOverflow(UInt64(attoseconds) / 1_000_000_000)
    return overflow || carry ? .max : sum
  }
}
