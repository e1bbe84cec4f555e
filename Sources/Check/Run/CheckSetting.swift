internal import CheckVerdicts

/// Everything that is fixed before the first pair of a check.
struct CheckSetting {
  let plan: CheckPlan
  let trials: CheckTrials
  let counts: [ExactCount]
  let times: PairTimes
  /// The seconds that the fewest pairs would take; nil if the budget has room for them.
  var neededSeconds: Double?
}
