/// What one thread has done so far.
@usableFromInline
@frozen
struct SendTally: Sendable {
  @usableFromInline var operations = 0
  @usableFromInline var refused = 0
  /// The id that was refused last, for the oracle of trials in which nothing closes.
  @usableFromInline var lastRefused: UInt64 = 0
  /// Leases under which another generation lived in the slot, and the id of the last of them.
  @usableFromInline var wrong = 0
  @usableFromInline var lastWrong: UInt64 = 0
  /// Closes that an owner of a delegation found to be not the first, and the id of the last.
  @usableFromInline var refusedCloses = 0
  @usableFromInline var lastRefusedClose: UInt64 = 0
  /// Leases granted after the session's close had returned, and the id of the last.
  @usableFromInline var late = 0
  @usableFromInline var lastLate: UInt64 = 0
  /// Acquires that met another thread, in trials that count meetings.
  @usableFromInline var met = 0
  /// The sum of the sampled times inside, and how many were sampled.
  @usableFromInline var insideNanoseconds: UInt64 = 0
  @usableFromInline var insideSamples = 0
  /// Where this thread is in its sequence of targets.
  @usableFromInline var cursor = 0
  /// The result of all work done under leases and between them, kept so that it is done at all.
  @usableFromInline var work: UInt64 = 1

  @inlinable init() {}
}
