import Foundation

/// The distribution of operations over `count` sessions: uniform, or by Zipf's law.
///
/// By Zipf's law with exponent `skew`, the session of rank k is drawn in proportion to 1 ⁄ kˢ. The
/// ranks are scattered over the indices by a seed, so that hot sessions are not neighbours in
/// memory.
@frozen
public struct TargetDistribution: Sendable {
  public let count: Int
  /// Zipf's exponent; 0 is uniform.
  public let skew: Double
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
    self.count = count
    self.skew = skew
    probabilities = skew > 0 ? Self.zipf(skew, count: count, scatterSeed: scatterSeed) : []
    table = skew > 0 ? AliasTable(probabilities: probabilities) : nil
  }

  private static func zipf(_ skew: Double, count: Int, scatterSeed: UInt64) -> [Double] {
    var weights = (1...count).map { pow(Double($0), -skew) }
    // The smallest first, so that many small weights are not lost in the rounding of a large sum.
    let total = weights.reversed().reduce(0, +)
    for index in weights.indices { weights[index] /= total }
    var generator = SeededGenerator(seed: scatterSeed)
    generator.shuffle(&weights)
    return weights
  }

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
