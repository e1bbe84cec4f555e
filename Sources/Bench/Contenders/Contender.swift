public import Probe
public import SessionGuards
public import Verification

/// A strategy with everything the bench can do with it, each compiled for its own guard.
///
/// The closures are the only place where a guard's type is forgotten: what they run has no generic
/// or witness call left in it. A tier that runs guards adds a closure here.
public struct Contender: Sendable {
  public let strategy: Strategy
  /// Runs one trial of the guard tier in this process.
  public let runGuardTrial: @Sendable (TrialPlan) throws -> GuardReport
  /// Runs one trial of the path tier in this process.
  public let runPathTrial: @Sendable (TrialPlan) throws -> GuardReport
  /// Serves until it is told to stop; says where it listens as soon as it does.
  public let serve: @Sendable (ServePlan, StopSignal, (Listening) -> Void) throws -> ServeReport
  /// The same guard on the words of the model checker; nil if it cannot be proved.
  public let model: GuardModel?

  @inlinable
  public init<Guard: SessionGuard & ~Copyable>(
    _ type: Guard.Type, model: GuardModel? = nil
  ) where Guard.Fault == Never {
    strategy = Guard.strategy
    self.model = model
    runGuardTrial = { plan in try GuardTier.run(Guard.self, plan) }
    runPathTrial = { plan in try PathTier.run(Guard.self, plan) }
    serve = { plan, stop, announce in
      try ServerTier.serve(Guard.self, plan, unless: stop, announce: announce)
    }
  }
}
