public import ModelChecker
public import Probe
public import SessionGuards

/// Puts every guard that it visits under stress on real threads, and keeps what was found.
///
/// Batches of fresh slots; on each the threads meet and play a scenario at the same moment, with
/// delays at the guard's accesses; then all are quiet, and the slot is audited. The oracles are
/// those of the model: the same scenarios, judged by the same code.
public struct Stress: GuardVisitor {
  public typealias Fault = Stop

  public let plan: StressPlan
  /// Only these strategies; all if nil.
  public let strategies: Set<String>?
  public private(set) var reports: [StressReport] = []
  /// Why threads could not be started; what was not visited yet has no report then.
  public private(set) var failure: SystemError?
  private let goesOn: @Sendable (_ strategy: String, _ batches: Int) -> Bool

  /// One of the threads calls `goesOn` after every batch that was played and audited; it returns
  /// whether there shall be another.
  public init(
    _ plan: StressPlan, strategies: Set<String>? = nil,
    goesOn: @escaping @Sendable (_ strategy: String, _ batches: Int) -> Bool = { _, _ in true }
  ) {
    self.plan = plan
    self.strategies = strategies
    self.goesOn = goesOn
  }

  public mutating func visit<Guard: SessionGuard & ~Copyable>(_: Guard.Type)
  where Guard.Fault == Stop {
    visit(Guard.self, isBare: false)
  }

  /// Visits every guard of this package: on delayed words, and on bare hardware as it is measured.
  public mutating func visitOurs() {
    visitOurs(areBare: false)
    visitOurs(areBare: true)
  }

  /// Visits every guard of this package on one kind of words.
  public mutating func visitOurs(areBare: Bool) {
    guard areBare else { return visitGuards(&self, on: Delayed.self) }
    var bare = BareStress(self)
    visitGuards(&bare)
    self = bare.stress
  }

  mutating func visit<Guard: SessionGuard & ~Copyable>(_: Guard.Type, isBare: Bool)
  where Guard.Fault == Stop {
    let strategy = Guard.strategy
    // The floor promises nothing, and runs only where nothing closes.
    if strategy.isFloor || !(strategies?.contains(strategy.name) ?? true) { return }
    guard failure == nil else { return }
    let goesOn = self.goesOn
    do throws(SystemError) {
      reports.append(
        try Stress.run(Guard.self, plan, isBare: isBare) { goesOn(strategy.name, $0) })
    } catch { failure = error }
  }
}

extension Stress {
  /// Puts a guard on delayed words, altered as the plan says, under stress.
  public static func run<Guard: SessionGuard & ~Copyable>(
    _: Guard.Type, _ plan: StressPlan,
    goesOn: @escaping @Sendable (_ batches: Int) -> Bool = { _ in true }
  ) throws(SystemError) -> StressReport where Guard.Fault == Stop {
    try run(Guard.self, plan, isBare: false, goesOn)
  }

  /// Puts a guard on bare hardware under stress, a user's own for instance.
  ///
  /// Threads are delayed before and under their leases, and not inside the guard. One that blocks
  /// there for ever is not ended.
  public static func run<Guard: SessionGuard & ~Copyable>(
    bare _: Guard.Type, _ plan: StressPlan,
    goesOn: @escaping @Sendable (_ batches: Int) -> Bool = { _ in true }
  ) throws(SystemError) -> StressReport where Guard.Fault == Never {
    try run(Bare<Guard>.self, plan, isBare: true, goesOn)
  }

  static func run<Guard: SessionGuard & ~Copyable>(
    _: Guard.Type, _ plan: StressPlan, isBare: Bool,
    _ goesOn: @escaping @Sendable (_ batches: Int) -> Bool
  ) throws(SystemError) -> StressReport where Guard.Fault == Stop {
    precondition(plan.threadCount <= 64, "at most 64 threads meet on a slot")
    precondition(plan.disturbance.holds.count <= 64, "at most 64 holds")
    let crew = Crew<Guard>(plan, goesOn)
    let team = try ThreadTeam(name: "stress", count: plan.threadCount) { index, barrier in
      barrier.wait()
      crew.run(as: index)
    }
    team.begin()
    _ = team.join()
    let strategy = Guard.strategy.name
    let isOurs = Strategy.catalogue.contains { $0.name == strategy }
    return StressReport(
      strategy: strategy, isBare: isBare, seed: plan.seed, plays: crew.playCount,
      violation: crew.verdict.found.map {
        let replay = StressReplay(strategy, isBare: isBare, batch: $0.place.batch, of: plan)
        return StressViolation(
          strategy: strategy, reason: $0.reason, place: $0.place, replay: replay,
          advice: replay.advice(isOurs: isOurs, in: plan))
      })
  }
}

/// As `Stress`, for guards on bare hardware.
private struct BareStress: GuardVisitor {
  typealias Fault = Never
  var stress: Stress

  init(_ stress: Stress) { self.stress = stress }

  mutating func visit<Guard: SessionGuard & ~Copyable>(_: Guard.Type)
  where Guard.Fault == Never {
    stress.visit(Bare<Guard>.self, isBare: true)
  }
}
