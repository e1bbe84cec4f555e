public import Statistics
internal import Tables

/// How the samples of a run are compared. It is fixed before the run, and stored with it.
public struct SummaryPlan: Codable, Sendable, Equatable {
  /// Every strategy of the run, in the order of tables.
  public var strategies: [String]
  /// The strategy that every other one is compared with.
  public var reference: String
  /// The probability that any verdict of a cell's family is wrong.
  public var alpha: Double
  /// Costs within this ratio of each other are equivalent.
  public var margin: Double
  /// The cells where threads meet, in which wall time is a primary metric as well.
  public var cellsWithWallVerdict: Set<String>
  /// The cell of the guard tier whose CPU per pair counts as the guard's part of a message.
  public var guardShareCell: String?
  /// The lease pairs per message by scenario; 1 for a scenario that is not named.
  public var pairsPerMessage: [String: Double]
  /// The cells to compare, in the plan's order; nil in runs of earlier releases.
  public var cells: [String]?
  /// The most blocks of a cell, if their values decide how many it gets; nil if the number is fixed
  /// beforehand.
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

  /// Reads the plan of a stored run.
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

  /// The family of one cell's comparisons on its primary metrics; nil without the reference or
  /// without another strategy.
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

  /// The fewest blocks with which a cell's comparisons have intervals; nil without a family.
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
