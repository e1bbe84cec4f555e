public import Probe
public import Scenarios
public import TrialRows
public import Trials

/// What a run needs and does not decide: who may be benched, who runs trials, and when to stop.
public struct RunEnvironment: Sendable {
  public let contenders: Contenders
  public let launchers: TrialLaunchers
  public let stop: StopSignal
  let machine: Probe.Machine
  /// What is known of each strategy's source.
  public var verification: [String: StrategyVerification] = [:]
  /// The clock by which a run knows how much of its time is left.
  var now: @Sendable () -> ContinuousClock.Instant = { ContinuousClock().now }

  /// The environment of a program that starts itself again for every trial.
  public static func ofThisProgram(_ contenders: Contenders) throws(TrialFailure) -> RunEnvironment
  {
    let launchers = try TrialLaunchers.ofThisProgram()
    do {
      return RunEnvironment(
        contenders: contenders, launchers: launchers, stop: try .install(),
        machine: try .current())
    } catch {
      throw TrialFailure(error)
    }
  }
}
