public import ModelChecker
public import Probe
public import SessionGuards

/// A guard on delayed words, with its type forgotten.
public struct DelayedGuard: Sendable {
  let strategy: String
  let run: StressRun

  /// Takes a guard of any package.
  public init<Guard: SessionGuard & ~Copyable>(_: Guard.Type) where Guard.Fault == Stop {
    strategy = Guard.strategy.name
    run = StressRun { (plan, goesOn) throws(SystemError) in
      try Stress.run(Guard.self, plan, goesOn: goesOn)
    }
  }

  /// Every guard of `SessionGuards` that runs on any memory.
  public static let ours: [String: DelayedGuard] = {
    var collector = DelayedGuards()
    visitGuards(&collector, on: Delayed.self)
    return collector.guards
  }()
}

private struct DelayedGuards: GuardVisitor {
  typealias Fault = Stop
  var guards: [String: DelayedGuard] = [:]

  mutating func visit<Guard: SessionGuard & ~Copyable>(_: Guard.Type) where Guard.Fault == Stop {
    guards[Guard.strategy.name] = DelayedGuard(Guard.self)
  }
}

/// A stress of one guard.
///
/// A struct, because a closure with typed throws crashes this compiler as a generic argument.
struct StressRun: Sendable {
  typealias Body =
    @Sendable (StressPlan, @escaping @Sendable (Int) -> Bool) throws(SystemError) -> StressReport
  let body: Body

  init(_ body: @escaping Body) { self.body = body }
}

/// A strategy's stress on real threads: on delayed words if they are known, and as it is measured.
public struct StressTrial: Sendable {
  public let strategy: String
  private let runs: [StressRun]

  /// Takes a guard as it is measured, and the same source on delayed words.
  public init<Guard: SessionGuard & ~Copyable>(
    _: Guard.Type, delayed: DelayedGuard? = nil
  ) where Guard.Fault == Never {
    strategy = Guard.strategy.name
    let bare = StressRun { (plan, goesOn) throws(SystemError) in
      try Stress.run(bare: Guard.self, plan, goesOn: goesOn)
    }
    runs = (delayed.map { [$0.run] } ?? []) + [bare]
  }

  /// Runs each; `goesOn` is asked after each batch.
  public func run(
    _ plan: StressPlan, goesOn: @escaping @Sendable () -> Bool
  ) throws(SystemError) -> [StressReport] {
    var reports: [StressReport] = []
    for run in runs { reports.append(try run.body(plan) { _ in goesOn() }) }
    return reports
  }
}
