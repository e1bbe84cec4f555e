internal import Statistics
internal import Tables

/// The summary of a run, computed from its samples by the plan that was fixed before.
public struct Summary: Sendable {
  public let plan: SummaryPlan
  public private(set) var rows: [SummaryRow] = []
  /// The ranks of its intervals by confidence, computed once for all rows; nil if the numbers of
  /// blocks are fixed.
  private let ranks: [Double: SequentialRanks]?

  public init(of samples: [TrialRow], plan: SummaryPlan) {
    self.plan = plan
    ranks = plan.mostBlocksCount.map { most in
      let families = Set(samples.map(\.cell)).compactMap { plan.family(of: $0)?.confidence }
      return Dictionary(
        uniqueKeysWithValues: Set(families + [1 - plan.alpha]).map {
          ($0, SequentialRanks(confidence: $0, mostCount: most))
        })
    }
    let purposes = [TrialPurpose.cost, .conflicts, .futexes]
    for purpose in purposes {
      for cell in CellBlocks.all(in: samples, purpose: purpose) {
        for metric in Metric.all where metric.purpose == purpose {
          rows += strategies(of: cell).compactMap { row($0, metric, in: cell) }
        }
      }
    }
    addGuardShares()
  }

  /// Whether any block of a run counts: of the compared cells, or if there are none, of those that
  /// are only counted or checked.
  public static func counts(anyOf samples: [TrialRow]) -> Bool {
    let compared = samples.filter { $0.purpose == .cost }
    let considered = compared.isEmpty ? samples : compared
    return Set(considered.map(\.purpose)).contains { purpose in
      CellBlocks.all(in: considered, purpose: purpose).contains { !$0.blocks.isEmpty }
    }
  }

  /// The strategies of the plan in its order, then others in the file by name.
  private func strategies(of cell: CellBlocks) -> [String] {
    let others = Set(cell.blocks.flatMap(\.keys)).subtracting(plan.strategies)
    return plan.strategies + others.sorted()
  }

  private func row(_ strategy: String, _ metric: Metric, in cell: CellBlocks) -> SummaryRow? {
    let trials = cell.blocks.compactMap { $0[strategy] }
    let values = cell.values(of: metric, for: strategy)
    guard let first = trials.first, let median = values.median else { return nil }
    var row = SummaryRow(
      first, strategy: strategy, metric: metric,
      isPrimary: plan.isPrimary(metric, in: cell.cell), value: median)
    row.blocksCount = values.count
    row.invalidBlocksCount = cell.invalidBlocksCount
    let interval = interval(of: values, confidence: 1 - plan.alpha)
    row.valueLow = interval?.low
    row.valueHigh = interval?.high
    row.valueCoverage = interval?.coverage
    let marks = trials.compactMap(\.generatorKeptUp)
    row.verification = VerificationStatus.common(trials.map(\.verification))
    row.disturbance = trials.compactMap(\.disturbance).median
    row.generatorKeptUp = marks.isEmpty ? nil : marks.allSatisfy { $0 }
    compare(&row, metric, in: cell)
    return row
  }

  private func interval(of values: [Double], confidence: Double) -> MedianInterval? {
    guard let ranks else { return MedianInterval(values, confidence: confidence) }
    return ranks[confidence].flatMap { MedianInterval(values, $0) }
  }

  /// Adds the ratio to the reference, and the verdict if the metric is primary.
  private func compare(_ row: inout SummaryRow, _ metric: Metric, in cell: CellBlocks) {
    guard let family = plan.family(of: cell.cell), row.strategy != plan.reference,
      metric.purpose == .cost, metric.unit.isCost,
      let paired = PairedRatio(
        cell.pairs(of: metric, for: row.strategy, against: plan.reference),
        interval: { interval(of: $0, confidence: family.confidence) })
    else { return }
    row.reference = plan.reference
    row.pairsCount = paired.blocksCount
    row.cheaperCount = paired.cheaperCount
    row.dearerCount = paired.dearerCount
    row.ratio = paired.ratio
    row.ratioLow = paired.interval?.low
    row.ratioHigh = paired.interval?.high
    row.comparisonsCount = family.comparisonsCount
    row.confidence = family.confidence
    row.coverage = paired.interval?.coverage
    guard row.isPrimary else { return }
    let judgement = Judgement(paired.interval, margin: plan.margin)
    row.verdict = judgement.verdict
    row.excludesOne = judgement.excludesOne
    row.largestEffectNotExcluded = judgement.largestEffectNotExcluded
  }

  /// Adds the guard's share of a message: lease pairs × guard-tier CPU per pair ÷ server CPU per
  /// message. The numerator includes the guard tier's loop, so the share is overstated rather than
  /// understated.
  private mutating func addGuardShares() {
    let isCPU = { (row: SummaryRow) in row.metric == Metric.cpuPerOperation.name }
    var perPair: [String: Double] = [:]
    for row in rows where isCPU(row) && row.cell == plan.guardShareCell {
      perPair[row.strategy] = row.value
    }
    for index in rows.indices where isCPU(rows[index]) && rows[index].tier == .server {
      guard let cost = perPair[rows[index].strategy], rows[index].value > 0 else { continue }
      let pairs = plan.pairsPerMessage[rows[index].scenario] ?? 1
      rows[index].guardShare = pairs * cost / rows[index].value
    }
  }
}

extension ColumnUnit {
  /// Whether less is better, so that a ratio to another strategy's value has a meaning.
  fileprivate var isCost: Bool {
    switch self {
    case .nanoseconds, .nanosecondsPerOperation, .bytes: true
    case .count, .ratio, .perSecond: false
    }
  }
}
