import Foundation

/// The distribution of operations over `count` sessions: uniform, by Zipf's law, or with a hot set.
///
/// By Zipf's law with exponent s, the session of rank k is drawn in proportion to 1 ⁄ kˢ. With a
/// hot set a share of the draws goes to one session in a hundred. Ranks and hot sessions are
/// scattered over the indices by a seed, so that they are not neighbours in memory.
@frozen
public struct TargetDistribution: Sendable {
  public let count: Int
  @usableFromInline let table: AliasTable?
  private let probabilities: [Double]

  /// Makes the uniform distribution.
  public init(uniform count: Int) {
    self.init(zipf: 0, count: count)
  }

  /// Makes the distribution by Zipf's law; a `skew` of 0 makes it uniform.
  public init(zipf skew: Double, count: Int, scatterSeed: UInt64 = 0) {
    precondition(count > 0, "a distribution needs at least one session")
    precondition(skew >= 0 && skew.isFinite, "a skew is zero or positive")
    self.init(skew > 0 ? Self.zipf(skew, count: count) : [], count: count, scatterSeed)
  }

  /// Makes the distribution in which that share of the draws goes to the hot set, and the others to
  /// the other sessions, if there are any; a share of 0 makes it uniform over all sessions.
  public init(hotShare: Double, count: Int, scatterSeed: UInt64 = 0) {
    precondition(count > 0, "a distribution needs at least one session")
    precondition((0...1).contains(hotShare), "a share lies between 0 and 1")
    let hotCount = max(count / 100, 1)
    let coldCount = count - hotCount
    let weights =
      Array(repeating: hotShare / Double(hotCount), count: hotCount)
      + Array(repeating: (1 - hotShare) / Double(coldCount), count: coldCount)
    self.init(hotShare > 0 && coldCount > 0 ? weights : [], count: count, scatterSeed)
  }

  /// Makes it of the sessions' probabilities, or the uniform one of none.
  private init(_ weights: [Double], count: Int, _ scatterSeed: UInt64) {
    self.count = count
    var weights = weights
    var generator = SeededGenerator(seed: scatterSeed)
    generator.shuffle(&weights)
    probabilities = weights
    table = weights.isEmpty ? nil : AliasTable(probabilities: weights)
  }

  private static func zipf(_ skew: Double, count: Int) -> [Double] {
    let weights = (1...count).map { pow(Double($0), -skew) }
    // The smallest first, so that many small weights are not lost in the rounding of a large sum.
    let total = weights.reversed().reduce(0, +)
    return weights.map { $0 / total }
  }

  /// Whether all sessions are drawn alike.
  public var isUniform: Bool { table == nil }

  /// Draws the index of one session.
  @inlinable
  @inline(__always)
  public func draw(using generator: inout SeededGenerator) -> Int {
    if let table { return table.draw(using: &generator) }
    return Int(truncatingIfNeeded: generator.next(below: UInt64(truncatingIfNeeded: count)))
  }

  /// The exact probability that an operation goes to this session.
  public func probability(of session: Int) -> Double {
    precondition(session >= 0 && session < count, "no such session")
    return table == nil ? 1 / Double(count) : probabilities[session]
  }
}
