internal import Statistics

/// What a run of the C peers against themselves must show: the ratio 1, wherever both arms are the
/// same programs.
public struct SelfTest: Sendable {
  /// The chance that some interval of a right instrument misses 1.
  public static let alpha = 0.01

  private let family: Family

  public init(of cells: [Cell]) {
    let count = cells.flatMap(\.comparisons).count { $0.isAgainstItself }
    family = Family(alpha: Self.alpha, comparisonsCount: max(count, 1))
  }

  /// The confidence of each interval: together they err with a chance of `alpha` at most.
  public var confidence: Double { family.confidence }

  /// With fewer there is no such interval.
  public var leastPairs: Int { family.leastBlocksCount }
}
