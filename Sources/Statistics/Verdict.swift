/// The verdict that a ratio's confidence interval implies. Nothing else decides.
public enum Verdict: String, Sendable, CaseIterable {
  /// The whole interval lies within the margin around 1.
  case equivalent
  /// The whole interval lies below 1, and not within the margin.
  case faster
  /// The whole interval lies above 1, and not within the margin.
  case slower
  /// None of these: the interval shows neither a difference nor its absence.
  case cannotTell = "cannot_tell"
}

/// The verdict on one comparison, with the effect that its interval does not exclude.
public struct Judgement: Sendable, Equatable {
  /// Costs within 2 % of each other are equivalent, unless a run states otherwise.
  public static let defaultMargin = 1.02

  public let verdict: Verdict
  /// Whether the interval excludes 1. Such a difference is real, and may be too small to matter.
  public let excludesOne: Bool
  /// The end of the interval that is farther from 1; nil without an interval.
  public let largestEffectNotExcluded: Double?

  /// Judges the interval of a ratio. Without an interval the verdict is `cannotTell`.
  public init(_ interval: MedianInterval?, margin: Double = defaultMargin) {
    precondition(margin > 1, "a margin of equivalence is above 1")
    guard let interval else {
      verdict = .cannotTell
      excludesOne = false
      largestEffectNotExcluded = nil
      return
    }
    let isBelow = interval.high < 1
    let isAbove = interval.low > 1
    excludesOne = isBelow || isAbove
    // A product is compared, as 1 ⁄ low would round differently from high at the margin itself.
    largestEffectNotExcluded = interval.low * interval.high < 1 ? interval.low : interval.high
    if interval.low * margin >= 1 && interval.high <= margin {
      verdict = .equivalent
    } else {
      verdict = isBelow ? .faster : isAbove ? .slower : .cannotTell
    }
  }
}
