internal import CheckVerdicts

/// All that is fixed before a check's first pair.
struct CheckSetting {
  let plan: CheckPlan
  let trials: CheckTrials
  let counts: [ExactCount]
  let times: PairTimes
  /// The seconds that the fewest pairs would take, where the budget has no room for them and none
  /// are run.
  var neededSeconds: Double?
}
