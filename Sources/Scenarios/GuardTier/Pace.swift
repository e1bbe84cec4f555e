internal import Probe

/// How long a thread works under a lease and between two, in steps of work that touches no memory.
@usableFromInline
@frozen
struct Pace: Sendable {
  @usableFromInline let holdSteps: Int
  @usableFromInline let thinkSteps: Int

  init(holdNanoseconds: Int, thinkNanoseconds: Int) {
    let perStep = holdNanoseconds + thinkNanoseconds > 0 ? Self.nanosecondsPerStep() : 1
    holdSteps = Int((Double(holdNanoseconds) / perStep).rounded())
    thinkSteps = Int((Double(thinkNanoseconds) / perStep).rounded())
  }

  @inlinable @inline(__always)
  func hold(_ seed: UInt64) -> UInt64 { holdSteps > 0 ? burn(holdSteps, seed) : seed }

  @inlinable @inline(__always)
  func think(_ seed: UInt64) -> UInt64 { thinkSteps > 0 ? burn(thinkSteps, seed) : seed }

  /// The least of several timings: what disturbs a timing only ever lengthens it.
  private static func nanosecondsPerStep() -> Double {
    let steps = 20_000
    var word: UInt64 = 0
    let timings = (0..<9).map { _ in
      let begin = MonotonicClock.nanoseconds
      word = burn(steps, word)
      return MonotonicClock.nanoseconds - begin
    }
    return max(Double(timings.min() ?? 0) / Double(steps), 0.1)
  }
}

/// Works for a number of steps, each of which needs the one before it.
///
/// One compiled body for calibration and use alike, so that a step costs the same in both. Its
/// result must go into the next call, or the optimiser moves the work out of the loop.
@usableFromInline
@inline(never)
func burn(_ steps: Int, _ seed: UInt64) -> UInt64 {
  var word = seed
  // The multiplier of Knuth's MMIX; the shift keeps the optimiser from folding two steps into one.
  for _ in 0..<steps { word = (word ^ (word >> 7)) &* 6_364_136_223_846_793_005 &+ 1 }
  return word
}
