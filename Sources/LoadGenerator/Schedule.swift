import Glibc
import Statistics

/// The due times of one connection, or of a stream of events, one after the other.
///
/// A cursor over an endless sequence that follows from the seed alone. Due times of messages that
/// wait are not stored: a second cursor walks the same sequence behind the first.
struct Schedule {
  /// When the next one is due, in nanoseconds from the schedule's beginning.
  private(set) var next: Double
  private let meanGap: Double
  private let isPoisson: Bool
  private var generator: SeededGenerator

  /// Begins a schedule of `ratePerSecond`; a rate of 0 never comes due.
  init(ratePerSecond: Double, arrivals: LoadPlan.Arrivals, seed: UInt64, stream: UInt64) {
    generator = SeededGenerator(seed: seed, stream: stream)
    isPoisson = arrivals == .poisson
    meanGap = ratePerSecond > 0 ? 1e9 / ratePerSecond : .infinity
    next = 0
    // The first gap of an even schedule is a part of one, so that connections do not march in step.
    next = isPoisson ? gap() : meanGap * generator.nextUnit()
  }

  /// Returns when the next one is due on a clock on which the schedule began at `start`.
  func dueTime(from start: UInt64) -> UInt64 {
    next < 9e18 ? start &+ UInt64(next) : .max
  }

  mutating func advance() { next += gap() }

  /// Returns how many of those to come are due in a span of that clock, by the rate, without
  /// walking there.
  func expectedCount(in span: Range<UInt64>, from start: UInt64) -> UInt64 {
    let due = dueTime(from: start)
    guard due < span.upperBound else { return 0 }
    let first = due > span.lowerBound ? due : span.lowerBound
    return UInt64(min(Double(span.upperBound - first) / meanGap, 1e18).rounded(.up))
  }

  private mutating func gap() -> Double {
    guard isPoisson, meanGap.isFinite else { return meanGap }
    // 1 − u is never 0, so the logarithm is finite.
    return -log(1 - generator.nextUnit()) * meanGap
  }
}
