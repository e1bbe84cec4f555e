/// The costs of one build, beside their twins and what was kept, and what is wrong with them.
public struct CostReport: Codable, Sendable {
  /// How many instructions a guard may take more than its twin in C.
  public static let allowance = 2.0
  /// Half of what costs are rounded to: less is no difference.
  static let resolution = 0.05

  public struct Line: Codable, Equatable, Sendable {
    public var cost: PairCost
    public var kept: Double?
  }

  public var schemaVersion = 1
  public var lines: [Line]
  public var faults: [String]

  public init(_ costs: [PairCost], beside kept: KeptCosts) {
    lines = costs.map { Line(cost: $0, kept: kept.cost(like: $0)?.instructions) }
    faults = lines.flatMap(Self.faults)
  }

  private static func faults(of line: Line) -> [String] {
    let cost = line.cost
    var faults: [String] = []
    if let twin = cost.twin, cost.instructions - twin > allowance + resolution {
      faults.append(
        "\(cost.strategy) takes \(format(cost.instructions)) instructions, its twin in C "
          + "\(format(twin)): more than \(format(allowance)) apart")
    }
    if let kept = line.kept, cost.instructions - kept > resolution {
      faults.append(
        "\(cost.strategy) takes \(format(cost.instructions)) instructions, and took "
          + "\(format(kept)) when the figures were kept")
    }
    return faults
  }

  /// Whether nothing was kept of this build, so that growth could not be seen.
  public var isFirst: Bool { lines.allSatisfy { $0.kept == nil } }

  enum CodingKeys: String, CodingKey {
    case lines, faults
    case schemaVersion = "schema_version"
  }
}
