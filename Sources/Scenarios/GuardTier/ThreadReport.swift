internal import Statistics

/// What one thread of a trial reports at its end, beside its progress.
@usableFromInline
struct ThreadReport: Sendable {
  /// From its first operation to its last; the oracle judges all of them.
  let tally: SendTally
  /// From close to the slot's next session, where this thread closed sessions.
  var closeToReuse: LatencyHistogram?
  /// Sessions it closed whose slots were not reported due by the end of its last batch.
  var unreclaimedCount = 0
  /// The same after each batch of the measurement.
  var unreclaimed = UnreclaimedTally()
  /// Sessions whose slots it used again within the measurement, and those left unreclaimed.
  var closesCount = 0
  /// What it waited for, where it closes sessions to which others go on sending.
  var rundown: RundownTally?
  /// How long its batches took, and how the closes of stalled sessions went.
  var pauses: PauseTally?
  /// What the others did meanwhile, if it stopped inside leases.
  var stalls: StallTally?

  @usableFromInline
  init(_ tally: SendTally) { self.tally = tally }
}
