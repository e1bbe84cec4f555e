internal import Statistics

/// The numbers that a quantity may take, and the rule in words.
///
/// The one description of a quantity's range: arguments, JSON and CSV are all checked by it where
/// they are read, so that nothing behind has to expect a number that cannot be.
public struct Limits<Number: Comparable & Sendable>: Sendable {
  private let range: ClosedRange<Number>
  /// Whether the lower end itself is excluded.
  private let isAboveLowerEnd: Bool
  /// What a value that is not the lower end itself has to reach; nil: nothing more.
  private let least: Number?
  /// What a value has to be: `a whole number from 1 to 10000`.
  public let rule: String

  public var lowerEnd: Number { range.lowerBound }
  public var upperEnd: Number { range.upperBound }

  /// Whether a value may be taken; not-a-number never may.
  public func contains(_ value: Number) -> Bool {
    guard range.contains(value) else { return false }
    if value == range.lowerBound { return !isAboveLowerEnd }
    return least.map { value >= $0 } ?? true
  }

  /// What is wrong with a value, with the rule that it breaks; nil if it may be taken.
  public func fault(of value: Number) -> String? {
    contains(value) ? nil : "\(value): expected \(rule)"
  }
}

extension Limits where Number == Int {
  /// Both ends included.
  public init(_ range: ClosedRange<Int>) {
    self.range = range
    isAboveLowerEnd = false
    least = nil
    rule = "a whole number from \(range.lowerBound) to \(range.upperBound)"
  }
}

extension Limits where Number == Double {
  /// Both ends included; `noun` says what is counted, in the plural or as `a number`.
  public init(_ range: ClosedRange<Double>, of noun: String = "a number") {
    self.range = range
    isAboveLowerEnd = false
    least = nil
    let low = range.lowerBound.shortest
    rule =
      range.upperBound.isInfinite
      ? "\(noun), \(low) or more" : "\(noun) from \(low) to \(range.upperBound.shortest)"
  }

  /// The upper end included, the lower one not.
  public init(above low: Double, upTo high: Double, of noun: String = "a number") {
    range = low...high
    isAboveLowerEnd = true
    least = nil
    rule = "\(noun) above \(low.shortest), up to \(high.shortest)"
  }

  /// None, or a number of the range.
  public init(zeroOr range: ClosedRange<Double>, of noun: String = "a number") {
    self.range = 0...range.upperBound
    isAboveLowerEnd = false
    least = range.lowerBound
    rule = "0, or \(noun) from \(range.lowerBound.shortest) to \(range.upperBound.shortest)"
  }

  /// How often something is due per second; `noun` says what. The least is once in eleven days:
  /// the time from one to the next is a number of nanoseconds that every clock can count.
  public static func rate(of noun: String, upTo high: Double = 1e12) -> Limits {
    Limits(leastRate...high, of: "\(noun) per second")
  }
  /// The same, where a rate of 0 says that nothing is due by a schedule.
  public static func optionalRate(of noun: String, upTo high: Double) -> Limits {
    Limits(zeroOr: leastRate...high, of: "\(noun) per second")
  }
  private static var leastRate: Double { 1e-6 }

  /// A part of a whole.
  public static var share: Limits { Limits(0...1) }
  /// How much of a machine others may take: more than all of it is no limit.
  public static var disturbance: Limits { Limits(-1...1000, of: "a share") }
  /// The same of a pair of trials, for which no share is a limit as well.
  public static var pairDisturbance: Limits { Limits(above: 0, upTo: 1000, of: "a share") }
  /// What a run may add, of what it planned.
  public static var reserve: Limits { Limits(0...10, of: "a share") }
  /// The chance that any verdict of a family is wrong.
  public static var alpha: Limits { Limits(above: 0, upTo: 0.5, of: "a probability") }
  /// The ratio within which costs are called equivalent.
  public static var margin: Limits { Limits(above: 1, upTo: 100, of: "a ratio") }
  /// What a process reports, in any unit: whole numbers are exact up to there, and a sum of
  /// hundreds of them is a number of 64 bits.
  public static var reported: Limits { Limits(0...Double(ExactInJSON.limit)) }
  /// What something costs, in any unit; infinite if it never came to an end.
  public static var cost: Limits { Limits(0...(.infinity)) }
  /// Zipf's exponent: beyond 8 every draw is the same.
  public static var skew: Limits { Limits(0...8) }
  /// The length of one trial, warm-up included.
  public static var trialSeconds: Limits { Limits(0.01...3600, of: "seconds") }
  /// What is measured of one trial.
  public static var measuredSeconds: Limits { Limits(above: 0, upTo: 3600, of: "seconds") }
  /// The time that a check may measure in.
  public static var budgetSeconds: Limits { Limits(1...86_400, of: "seconds") }
  /// A slowdown that a study injects; 0 where none is.
  public static var slowdownPercent: Limits { Limits(0...100, of: "percent") }
  /// How long a server or a load runs: up to some four months.
  public static var runSeconds: Limits { Limits(above: 0, upTo: 1e7, of: "seconds") }
  /// How long something beside the measurement lasts, which may be left out.
  public static var spareSeconds: Limits { Limits(0...1e7, of: "seconds") }
}

extension Limits where Number == Int {
  /// Blocks of one cell.
  public static var blocks: Limits { Limits(1...10_000) }
  /// Blocks that a cell can come to; the ranks up to there are computed one by one.
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
  /// Reads a number that its limits allow; the error names the key, the value and the rule.
  public func decode<Number: Decodable>(
    _ key: Key, in limits: Limits<Number>
  ) throws -> Number {
    let value = try decode(Number.self, forKey: key)
    if let fault = limits.fault(of: value) {
      throw DecodingError.dataCorruptedError(forKey: key, in: self, debugDescription: fault)
    }
    return value
  }

  /// The same, where the number may be missing.
  public func decodeIfPresent<Number: Decodable>(
    _ key: Key, in limits: Limits<Number>
  ) throws -> Number? {
    guard contains(key), try !decodeNil(forKey: key) else { return nil }
    return try decode(key, in: limits)
  }
}
