internal import Tables
internal import TrialRows

extension RunResult {
  /// The output of `guardbench bench --format json`: every comparison with a verdict.
  var output: JSONObject {
    [
      "run_id": directory.runID, "directory": directory.path,
      "comparisons": summary.filter(\.isPrimary).map {
        JSONObject($0, only: Self.printedColumns)
      },
    ]
  }

  /// The columns of summary.csv that a comparison has.
  private static let printedColumns: Set = [
    "cell", "scenario", "tier", "strategy", "metric", "blocks_count", "invalid_blocks_count",
    "value", "value_low", "value_high", "reference", "cost_ratio", "cost_low_ratio",
    "cost_high_ratio", "coverage_ratio", "verdict", "largest_effect_ratio", "guard_share_ratio",
    "verification",
  ]
}
