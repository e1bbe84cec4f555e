import LoadGenerator

/// A plan of a few tenths of a second for tests that count and do not time.
func quickPlan(_ port: UInt16, _ change: (inout LoadPlan) -> Void = { _ in }) -> LoadPlan {
  var plan = LoadPlan(port: port)
  plan.connections = 4
  plan.warmUpSeconds = 0.02
  plan.durationSeconds = 0.1
  plan.drainSeconds = 5
  change(&plan)
  return plan
}
