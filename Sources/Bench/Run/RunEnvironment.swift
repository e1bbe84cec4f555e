public import Probe
public import Scenarios
public import TrialRows
public import Trials

/// The environment of a run or a check: the contenders, the launchers of their trials, the machine,
/// and the signal to stop.
public struct RunEnvironment: Sendable {
  public let contenders: Contenders
  public let launchers: TrialLaunchers
  public let stop: StopSignal
  package let machine: Probe.Machine
  /// The command line of the run, for its record.
  public var arguments: [String] = []
  /// The verification of each strategy's source.
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
        machine: try .current(), arguments: Array(CommandLine.arguments.dropFirst()))
    } catch {
      throw TrialFailure(error)
    }
  }
}
