public import Statistics

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
  /// Acquires that met another thread, in trials that count meetings.
  @usableFromInline var met = 0
  /// The sum of the sampled times inside, and how many were sampled.
  @usableFromInline var insideNanoseconds: UInt64 = 0
  @usableFromInline var insideSamples = 0
  /// How many targets this thread has sent to.
  @usableFromInline var cursor = 0
  /// Draws where in its sequence each batch begins.
  @usableFromInline var draws: SeededGenerator
  /// The result of all work done under leases and between them, kept so that it is done at all.
  @usableFromInline var work: UInt64 = 1

  @inlinable init(seed: UInt64 = 0) { draws = SeededGenerator(seed: seed) }

  /// What is added to the cursor for the targets of one batch, so that it begins anywhere.
  ///
  /// Threads that went through sequences of one length in step would meet at the same targets in
  /// each round: the one that comes second is delayed by the meeting, and so comes second again.
  @inlinable @inline(__always)
  mutating func drawOffset() -> Int { Int(truncatingIfNeeded: draws.next()) }
}
