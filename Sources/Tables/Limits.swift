internal import Statistics

/// The numbers that a quantity may have, and the rule in words.
///
/// Arguments, JSON and CSV are checked by it where they are read, so that no later code meets a
/// number out of range.
public struct Limits<Number: Comparable & Sendable>: Sendable {
  private let range: ClosedRange<Number>
  /// Whether the lower end itself is excluded.
  private var isAboveLowerEnd = false
  /// The least value above the lower end; nil: any.
  private var least: Number?
  /// The rule in words: `a whole number from 1 to 10000`.
  public let rule: String

  public var lowerEnd: Number { range.lowerBound }
  public var upperEnd: Number { range.upperBound }

  /// Whether a value is allowed. Not-a-number never is.
  public func contains(_ value: Number) -> Bool {
    guard range.contains(value) else { return false }
    if value == range.lowerBound { return !isAboveLowerEnd }
    return least.map { value >= $0 } ?? true
  }

  /// The value and the rule that it breaks; nil if it is allowed.
  public func fault(of value: Number) -> String? {
    contains(value) ? nil : "\(value): expected \(rule)"
  }
}

extension Limits where Number == Int {
  /// Both ends included.
  public init(_ range: ClosedRange<Int>) {
    self.init(
      range: range, rule: "a whole number from \(range.lowerBound) to \(range.upperBound)")
  }
}

extension Limits where Number == Double {
  /// Both ends included; `noun` is what the rule calls the number.
  public init(_ range: ClosedRange<Double>, of noun: String = "a number") {
    let low = range.lowerBound.shortest
    self.init(
      range: range,
      rule: range.upperBound.isInfinite
        ? "\(noun), \(low) or more" : "\(noun) from \(low) to \(range.upperBound.shortest)")
  }

  /// The upper end included, the lower end excluded.
  public init(above low: Double, upTo high: Double, of noun: String = "a number") {
    self.init(
      range: low...high, isAboveLowerEnd: true,
      rule: "\(noun) above \(low.shortest), up to \(high.shortest)")
  }

  /// Zero, or a number of the range.
  public init(zeroOr range: ClosedRange<Double>, of noun: String = "a number") {
    let (low, high) = (range.lowerBound, range.upperBound)
    self.init(
      range: 0...high, least: low,
      rule: "0, or \(noun) from \(low.shortest) to \(high.shortest)")
  }

  /// A rate per second; `noun` says of what. The least is once in eleven days, so that every clock
  /// can count the nanoseconds between two.
  public static func rate(of noun: String, upTo high: Double = 1e12) -> Limits {
    Limits(leastRate...high, of: "\(noun) per second")
  }
  /// The same, or a rate of 0, which stands for no schedule.
  public static func optionalRate(of noun: String, upTo high: Double) -> Limits {
    Limits(zeroOr: leastRate...high, of: "\(noun) per second")
  }
  private static var leastRate: Double { 1e-6 }

  /// A part of a whole.
  public static var share: Limits { Limits(0...1) }
  /// The share of a machine that others may take. A share above 1 is no limit.
  public static var disturbance: Limits { Limits(-1...1000, of: "a share") }
  /// The same for a pair of trials, without zero and negative shares.
  public static var pairDisturbance: Limits { Limits(above: 0, upTo: 1000, of: "a share") }
  /// The time of added blocks as a share of the planned ones.
  public static var reserve: Limits { Limits(0...10, of: "a share") }
  /// The probability that any verdict of a family is wrong.
  public static var alpha: Limits { Limits(above: 0, upTo: 0.5, of: "a probability") }
  /// The ratio within which costs are equivalent.
  public static var margin: Limits { Limits(above: 1, upTo: 100, of: "a ratio") }
  /// A number that a process reports, in any unit. Whole numbers are exact up to the upper end, and
  /// a sum of hundreds of them fits into 64 bits.
  public static var reported: Limits { Limits(0...Double(ExactInJSON.limit)) }
  /// A cost in any unit; infinite if the operation never finished.
  public static var cost: Limits { Limits(0...(.infinity)) }
  /// Zipf's exponent: beyond 8 every draw is the same.
  public static var skew: Limits { Limits(0...8) }
  /// The length of one trial, warm-up included.
  public static var trialSeconds: Limits { Limits(0.01...3600, of: "seconds") }
  /// The measured part of one trial.
  public static var measuredSeconds: Limits { Limits(above: 0, upTo: 3600, of: "seconds") }
  /// The time that a check may take to measure.
  public static var budgetSeconds: Limits { Limits(1...86_400, of: "seconds") }
  /// A slowdown that a study injects; 0: none.
  public static var slowdownPercent: Limits { Limits(0...100, of: "percent") }
  /// How long a server or a load runs: up to some four months.
  public static var runSeconds: Limits { Limits(above: 0, upTo: 1e7, of: "seconds") }
  /// The length of an optional time beside the measurement.
  public static var spareSeconds: Limits { Limits(0...1e7, of: "seconds") }
}

extension Limits where Number == Int {
  /// Blocks of one cell.
  public static var blocks: Limits { Limits(1...10_000) }
  /// The most blocks of a cell; the ranks up to there are computed one by one.
  public static var mostBlocks: Limits { Limits(1...1000) }
  /// How often blocks are run again.
  public static var repeats: Limits { Limits(0...10_000_000) }
  /// Pairs of one strategy and cell.
  public static var pairs: Limits { Limits(2...100_000) }
  /// Checks of one study.
  public static var checks: Limits { Limits(1...1_000_000) }
}

extension Double {
  /// The value as people write it: without a fraction where it has none.
  public var shortest: String {
    self == rounded() && abs(self) <= 0x1p53 ? String(Int(self)) : String(self)
  }
}

extension KeyedDecodingContainer {
  /// Reads a number within limits; the error names the key, the value and the rule.
  public func decode<Number: Decodable>(
    _ key: Key, in limits: Limits<Number>
  ) throws -> Number {
    let value = try decode(Number.self, forKey: key)
    if let fault = limits.fault(of: value) {
      throw DecodingError.dataCorruptedError(forKey: key, in: self, debugDescription: fault)
    }
    return value
  }

  /// The same for a number that may be missing.
  public func decodeIfPresent<Number: Decodable>(
    _ key: Key, in limits: Limits<Number>
  ) throws -> Number? {
    guard contains(key), try !decodeNil(forKey: key) else { return nil }
    return try decode(key, in: limits)
  }
}
