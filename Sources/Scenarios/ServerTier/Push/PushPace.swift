/// How many pushes are due: a rate, in portions, or as many as fit in one.
@usableFromInline
@frozen
struct PushPace: Sendable {
  /// Between two pushes, in nanoseconds; nil: no limit.
  @usableFromInline let interval: Double?
  @usableFromInline let start: UInt64
  /// From the start to when the next push is due, in nanoseconds.
  @usableFromInline var next: Double

  /// A sleeper wakes twice per millisecond: more often costs more than the pushes do.
  @inlinable static var restMicroseconds: UInt32 { 500 }
  /// Between two looks at the clock and the gate.
  @inlinable static var portion: Int { 64 }
  /// What a thread that fell behind makes up for, in nanoseconds; the rest is not sent in one flood
  /// but counted as missed.
  @inlinable static var longestDelay: Double { 20e6 }

  /// What is to be done at one look.
  @usableFromInline
  @frozen
  struct Turn: Sendable {
    /// Due for too long, and never sent.
    @usableFromInline let missed: DueTimes
    /// Due now, at most a portion; they are taken as done.
    @usableFromInline let due: DueTimes

    @inlinable
    init(missed: DueTimes, due: DueTimes) {
      self.missed = missed
      self.due = due
    }
  }

  @usableFromInline
  init(ratePerSecond: Double?, now: UInt64) {
    // A rate of nothing is never due.
    interval = ratePerSecond.map { 1e9 / $0 }
    start = now
    next = interval ?? 0
  }

  @inlinable
  mutating func take(at now: UInt64) -> Turn {
    guard let interval else {
      let due = DueTimes(count: Self.portion, start: now, first: 0, interval: 0)
      return Turn(missed: DueTimes(count: 0, start: now, first: 0, interval: 0), due: due)
    }
    let delay = Double(now &- start) - next
    // What is due more slowly than that may be as late as one of its own.
    let excess = delay - max(Self.longestDelay, interval)
    let missed = advance(excess < 0 ? 0 : Int(excess / interval) &+ 1, by: interval)
    let behind = Double(now &- start) - next
    let due = advance(
      behind < 0 ? 0 : Int(min(behind / interval + 1, Double(Self.portion))), by: interval)
    return Turn(missed: missed, due: due)
  }

  /// Forgets what was due while nothing was to be sent, and returns it.
  @inlinable
  mutating func skip(to now: UInt64) -> DueTimes {
    guard let interval else {
      return DueTimes(count: 0, start: now, first: 0, interval: 0)
    }
    let behind = Double(now &- start) - next
    return advance(behind < 0 ? 0 : Int(behind / interval) &+ 1, by: interval)
  }

  @inlinable
  mutating func advance(_ count: Int, by interval: Double) -> DueTimes {
    let times = DueTimes(count: count, start: start, first: next, interval: interval)
    if count > 0 { next += Double(count) * interval }
    return times
  }
}
