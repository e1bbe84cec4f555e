package import Trials

/// Why an attempt at a block yields nothing.
package enum BlockFailure: Error {
  case interrupted
  case trial(TrialPlan, String)
  /// The machine does not say what a run needs to know of it.
  case machine(String)
}
