public import ModelChecker
public import Probe
import SessionGuards
import Synchronization
public import Verification

/// A guard that is wrong in one way, named for what it does wrong: on model words and on delayed
/// ones.
public struct Mutant: KillSubject {
  public let name: String
  public let strategy: String
  public let alterations: [Alteration]
  private let build: @Sendable (Scenario) -> Program
  private let run: Run
  private let places: Places

  /// A stress of a guard on delayed words.
  ///
  /// A struct, because a closure with typed throws crashes this compiler as a generic argument.
  struct Run: Sendable {
    private let body:
      @Sendable (StressPlan, @escaping @Sendable (Int) -> Bool) throws(SystemError) -> StressReport

    init<Guard: SessionGuard & ~Copyable>(_: Guard.Type) where Guard.Fault == Stop {
      body = { (plan, goesOn) throws(SystemError) in
        try Stress.run(Guard.self, plan, goesOn: goesOn)
      }
    }

    func callAsFunction(
      _ plan: StressPlan, _ goesOn: @escaping @Sendable (Int) -> Bool
    ) throws(SystemError) -> StressReport { try body(plan, goesOn) }
  }

  init<Guard: SessionGuard & ~Copyable>(
    _ name: String, _: Guard.Type, _ alterations: [Alteration], run: Run,
    in scenarios: [Scenario] = Scenario.all
  ) where Guard.Fault == Stop {
    self.name = name
    strategy = Guard.strategy.name
    self.alterations = alterations
    build = { $0.program(Guard.self) }
    places = Places { GuardModel(Guard.self).placements(of: scenarios) }
    self.run = run
  }

  /// The mistakes that people make, and those that we made.
  public static let all: [Mutant] = {
    var models = ModelMutants()
    visitMutants(&models, on: Model.self)
    var delayed = DelayedMutants()
    visitMutants(&delayed, on: Delayed.self)
    return zip(models.mutants, delayed.runs).map { $0($1) }
  }()

  /// The mutant of that strategy with that name; it must exist.
  public static func named(_ name: String, _ strategy: String) -> Mutant {
    guard let mutant = all.first(where: { $0.name == name && $0.strategy == strategy }) else {
      preconditionFailure("there is no mutant \(strategy): \(name)")
    }
    return mutant
  }

  public func program(_ scenario: Scenario) -> Program { build(scenario) }

  /// The right guard's scenarios, each as often as its participants differ in it.
  private var scenarios: [Scenario] { places.scenarios }

  public var trials: [Trial] {
    scenarios.map { scenario in Trial(scenario: scenario.name) { build(scenario) } }
  }

  public func broken(_ reason: String) -> String { Promise(reason: reason)?.rawValue ?? reason }

  /// The first scenario that shows it, searched exhaustively.
  public func death(_ setting: Setting) -> (scenario: Scenario, report: Report)? {
    for scenario in scenarios {
      let report = build(scenario).explore(.everyTrace, setting)
      if report.violation != nil { return (scenario, report) }
    }
    return nil
  }

  /// Runs it on real threads, until it is found or `goesOn` says no.
  public func stress(
    _ plan: StressPlan, goesOn: @escaping @Sendable (_ batches: Int) -> Bool = { _ in true }
  ) throws(SystemError) -> StressReport {
    var plan = plan
    plan.disturbance.alterations = alterations
    return try run(plan, goesOn)
  }

  public func stressed(_ plan: StressPlan) throws(SystemError) -> StressReport? {
    try stress(plan)
  }
}

/// What a search has to say first, and is asked only of mutants that the model runs.
private final class Places: Sendable {
  private let found = Mutex<[Scenario]?>(nil)
  private let find: @Sendable () -> [Scenario]

  init(_ find: @escaping @Sendable () -> [Scenario]) { self.find = find }

  var scenarios: [Scenario] {
    found.withLock { found in
      if let found { return found }
      let scenarios = find()
      found = scenarios
      return scenarios
    }
  }
}

/// The mutants on model words, which lack their twins on delayed ones.
private struct ModelMutants: MutantVisitor {
  var mutants: [(Mutant.Run) -> Mutant] = []

  mutating func visit<Guard: SessionGuard & ~Copyable>(
    _ name: String, _: Guard.Type, _ changes: [(site: String, change: Alteration.Change)],
    in scenarios: [Scenario]
  ) where Guard.Fault == Stop {
    let alterations = changes.map { Alteration($0.site, $0.change) }
    mutants.append { Mutant(name, Guard.self, alterations, run: $0, in: scenarios) }
  }
}

private struct DelayedMutants: MutantVisitor {
  var runs: [Mutant.Run] = []

  mutating func visit<Guard: SessionGuard & ~Copyable>(
    _ name: String, _: Guard.Type, _ changes: [(site: String, change: Alteration.Change)],
    in _: [Scenario]
  ) where Guard.Fault == Stop {
    runs.append(Mutant.Run(Guard.self))
  }
}
