public import Statistics
internal import Tables

/// How a run's samples are compared: fixed before the run, and stored with it.
public struct SummaryPlan: Codable, Sendable, Equatable {
  /// Every strategy of the run, in the order in which tables list them.
  public var strategies: [String]
  /// What every strategy is compared with.
  public var reference: String
  /// The chance that any verdict of a cell's family is wrong.
  public var alpha: Double
  /// Costs within this ratio of each other are equivalent.
  public var margin: Double
  /// Cells where threads meet, so that wall time is a primary metric there as well.
  public var cellsWithWallVerdict: Set<String>
  /// The cell of the guard tier whose CPU per pair stands for the guard in a message.
  public var guardShareCell: String?
  /// Lease pairs per message by scenario; 1 where it is not named.
  public var pairsPerMessage: [String: Double]
  /// The cells to compare, in the plan's order; missing in runs of earlier releases.
  public var cells: [String]?
  /// The most blocks that a cell can come to, where what they say decides how many it gets; nil if
  /// their number is fixed beforehand.
  public var mostBlocksCount: Int?

  public init(
    strategies: [String], reference: String = "mutex", alpha: Double = 0.05,
    margin: Double = Judgement.defaultMargin, cellsWithWallVerdict: Set<String> = [],
    guardShareCell: String? = nil, pairsPerMessage: [String: Double] = [:],
    cells: [String]? = nil, mostBlocksCount: Int? = nil
  ) {
    self.strategies = strategies
    self.reference = reference
    self.alpha = alpha
    self.margin = margin
    self.cellsWithWallVerdict = cellsWithWallVerdict
    self.guardShareCell = guardShareCell
    self.pairsPerMessage = pairsPerMessage
    self.cells = cells
    self.mostBlocksCount = mostBlocksCount
  }

  /// Reads a stored run's plan.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    strategies = try container.decode([String].self, forKey: .strategies)
    reference = try container.decode(String.self, forKey: .reference)
    alpha = try container.decode(.alpha, in: .alpha)
    margin = try container.decode(.margin, in: .margin)
    cellsWithWallVerdict = try container.decode(Set<String>.self, forKey: .cellsWithWallVerdict)
    guardShareCell = try container.decodeIfPresent(String.self, forKey: .guardShareCell)
    pairsPerMessage = try container.decode([String: Double].self, forKey: .pairsPerMessage)
    cells = try container.decodeIfPresent([String].self, forKey: .cells)
    mostBlocksCount = try container.decodeIfPresent(.mostBlocksCount, in: .mostBlocks)
  }

  /// The comparisons of one cell, on each of its primary metrics; nil if there is nothing to
  /// compare with or to compare.
  public func family(of cell: String) -> Family? {
    guard strategies.contains(reference), strategies.count > 1 else { return nil }
    return Family(
      alpha: alpha,
      comparisonsCount: (strategies.count - 1) * primaryMetrics(in: cell).count)
  }

  /// The metrics that have a verdict in a cell.
  public func primaryMetrics(in cell: String) -> [Metric] {
    Metric.all.filter { isPrimary($0, in: cell) }
  }

  /// The fewest blocks of a cell with which its comparisons have intervals; nil without a family.
  public func leastBlocksCount(of cell: String) -> Int? {
    guard let family = family(of: cell) else { return nil }
    guard let mostBlocksCount else { return family.leastBlocksCount }
    return family.leastBlocksCount(upTo: mostBlocksCount)
  }

  func isPrimary(_ metric: Metric, in cell: String) -> Bool {
    metric.name == Metric.cpuPerOperation.name
      || metric.name == Metric.wallPerOperation.name && cellsWithWallVerdict.contains(cell)
  }
}
