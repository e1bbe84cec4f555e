/// How many pushes are due: a rate, in portions, or as many as fit in one.
@usableFromInline
@frozen
struct PushPace: Sendable {
  /// Per nanosecond; nil: no limit.
  @usableFromInline let rate: Double?
  @usableFromInline var credit = 0.0
  @usableFromInline var last: UInt64

  /// A sleeper wakes twice per millisecond: more often costs more than the pushes do.
  @inlinable static var restMicroseconds: UInt32 { 500 }
  /// Between two looks at the clock and the gate.
  @inlinable static var portion: Int { 64 }
  /// What a thread that fell behind makes up for; the rest is forgotten, not sent in one flood.
  @inlinable static var longestDelay: Double { 20e6 }

  @usableFromInline
  init(ratePerSecond: Double?, now: UInt64) {
    rate = ratePerSecond.map { $0 / 1e9 }
    last = now
  }

  /// How many are due now, at most a portion; they are taken as done.
  @inlinable
  mutating func take(at now: UInt64) -> Int {
    guard let rate else { return Self.portion }
    credit = min(credit + Double(now &- last) * rate, max(Self.longestDelay * rate, 1))
    last = now
    let due = min(Int(credit), Self.portion)
    credit -= Double(due)
    return due
  }

  /// Forgets the time that passed while nothing was to be sent.
  @inlinable
  mutating func skip(to now: UInt64) { last = now }
}
