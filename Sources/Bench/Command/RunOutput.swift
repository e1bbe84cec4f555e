internal import Statistics
internal import TrialRows

/// What `guardbench bench --format json` prints: every comparison with a verdict.
struct RunOutput: Encodable {
  struct Comparison: Encodable {
    let cell: String
    let scenario: String
    let tier: String
    let strategy: String
    let metric: String
    let blocksCount: Int
    let invalidBlocksCount: Int
    let value: Double
    let valueLow: Double?
    let valueHigh: Double?
    let reference: String?
    let costRatio: Double?
    let costLowRatio: Double?
    let costHighRatio: Double?
    let coverageRatio: Double?
    let verdict: String?
    let largestEffectRatio: Double?
    let guardShareRatio: Double?
    let verification: String?
  }

  let runId: String
  let directory: String
  let comparisons: [Comparison]

  init(_ result: RunResult) {
    runId = result.directory.runID
    directory = result.directory.path
    comparisons = result.summary.filter(\.isPrimary).map(Comparison.init)
  }
}

extension RunOutput.Comparison {
  fileprivate init(_ row: SummaryRow) {
    self.init(
      cell: row.cell, scenario: row.scenario, tier: row.tier.rawValue, strategy: row.strategy,
      metric: row.metric, blocksCount: row.blocksCount, invalidBlocksCount: row.invalidBlocksCount,
      value: row.value, valueLow: row.valueLow, valueHigh: row.valueHigh,
      reference: row.reference, costRatio: row.ratio, costLowRatio: row.ratioLow,
      costHighRatio: row.ratioHigh, coverageRatio: row.coverage,
      verdict: row.verdict?.rawValue, largestEffectRatio: row.largestEffectNotExcluded,
      guardShareRatio: row.guardShare, verification: row.verification?.rawValue)
  }
}
