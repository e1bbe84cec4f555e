public import Probe
public import SessionGuards
public import Trials
public import Verification

/// A strategy with everything the bench can do with it, each compiled for its own guard.
///
/// The closures are the only place where a guard's type is forgotten: what they run has no generic
/// or witness call left in it. A tier that runs guards adds a closure here.
///
/// A delegation lends nothing, so that what is made of leases is nil for it: `whyGuardTierOnly`.
public struct Contender: Sendable {
  public let strategy: Strategy
  /// Writes the guard's type as Swift does. Only `verify` asks; that every process puts all these
  /// names together took a fifth of a server's start.
  @usableFromInline let nameOfGuardType: (@Sendable () -> String)?
  /// Runs one trial of the guard tier in this process.
  public let runGuardTrial: @Sendable (TrialPlan) throws -> GuardReport
  /// Runs one trial of the path tier in this process.
  public let runPathTrial: (@Sendable (TrialPlan) throws -> GuardReport)?
  /// Serves until the stop signal; announces where it listens as soon as it does.
  public let serve: (@Sendable (ServePlan, StopSignal, (Listening) -> Void) throws -> ServeReport)?
  /// The same guard on the words of the model checker; nil if it cannot be proved.
  public let model: GuardModel?
  /// The sequential story of the guard as it is measured.
  public let story: SequentialTrial?
  /// The guard under stress on real threads.
  public let stress: StressTrial?

  /// Runs that many acquires and releases on one thread, for their instructions to be counted.
  public let runLoop: (@Sendable (UInt64) throws -> Void)?
  /// The same guard, slowed down by a number of steps (`SlowedGuard`); nil if it is slowed.
  public let slowed: (@Sendable (Int) -> Contender)?

  /// The guard's type as Swift writes it, by which its code is found in the program; nil if its
  /// code is not one that can be read.
  public var guardType: String? { nameOfGuardType?() }

  @inlinable
  public init<Guard: SessionGuard & ~Copyable>(
    _ type: Guard.Type, model: GuardModel? = nil, delayed: DelayedGuard? = nil
  ) where Guard.Fault == Never {
    self.init(
      type, model, delayed, steps: 0,
      slowed: { steps in
        Contender(SlowedGuard<Guard>.self, nil, nil, steps: steps, slowed: nil)
      })
  }

  /// What is slowed is not slowed once more, or there would be no end of types.
  @inlinable
  init<Guard: SessionGuard & ~Copyable>(
    _: Guard.Type, _ model: GuardModel?, _ delayed: DelayedGuard?, steps: Int,
    slowed: (@Sendable (Int) -> Contender)?
  ) where Guard.Fault == Never {
    strategy = Guard.strategy
    nameOfGuardType = { String(reflecting: Guard.self) }
    self.model = model
    story = SequentialTrial(Guard.self)
    stress = StressTrial(Guard.self, delayed: delayed)
    self.slowed = slowed
    runGuardTrial = { plan in
      Slowdown.become(steps)
      return try GuardTier.run(Guard.self, plan)
    }
    runPathTrial = { plan in
      Slowdown.become(steps)
      return try PathTier.run(Guard.self, plan)
    }
    serve = { plan, stop, announce in
      Slowdown.become(steps)
      return try ServerTier.serve(Guard.self, plan, unless: stop, announce: announce)
    }
    runLoop = { pairs in
      Slowdown.become(steps)
      try LoneLoop.run(Guard.self, pairs: pairs)
    }
  }

  /// A delegation, which has the guard tier only.
  @inlinable
  public init<Delegation: SessionDelegation & ~Copyable>(
    delegation _: Delegation.Type
  ) where Delegation.Fault == Never {
    strategy = Delegation.strategy
    nameOfGuardType = { String(reflecting: Delegation.self) }
    runGuardTrial = { plan in try GuardTier.run(delegation: Delegation.self, plan) }
    runPathTrial = nil
    serve = nil
    model = nil
    story = nil
    stress = nil
    runLoop = nil
    slowed = nil
  }

  /// A delegation to actors, which has the guard tier only.
  @inlinable
  public init<Delegation: AwaitedDelegation>(awaited _: Delegation.Type) {
    strategy = Delegation.strategy
    nameOfGuardType = nil
    runGuardTrial = { plan in try GuardTier.run(awaited: Delegation.self, plan) }
    runPathTrial = nil
    serve = nil
    model = nil
    story = nil
    stress = nil
    runLoop = nil
    slowed = nil
  }
}
