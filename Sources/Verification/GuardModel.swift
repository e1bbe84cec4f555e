public import ModelChecker
public import SessionGuards

/// A guard on the words of the model, with its type forgotten: what is put through scenarios.
///
/// It must be the source of the guard that is measured, over other words; otherwise it shows
/// nothing of that guard.
public struct GuardModel: Sendable {
  public let strategy: Strategy
  /// Whether it is one of `SessionGuards`, of whose sources a build knows.
  public let isOurs: Bool
  private let build: @Sendable (Scenario) -> Program

  /// Takes a guard of another package.
  public init<Guard: SessionGuard & ~Copyable>(_ type: Guard.Type) where Guard.Fault == Stop {
    self.init(type, isOurs: false)
  }

  fileprivate init<Guard: SessionGuard & ~Copyable>(
    _: Guard.Type, isOurs: Bool
  ) where Guard.Fault == Stop {
    strategy = Guard.strategy
    self.isOurs = isOurs
    build = { $0.program(Guard.self) }
  }

  /// The scenario as a program over this guard.
  public func program(_ scenario: Scenario) -> Program { build(scenario) }

  /// The scenarios, each as often as this guard's participants differ in what they do there.
  ///
  /// It is asked of executions that are drawn, which is enough for mutants and weakenings; a proof
  /// asks it of all of them (`Check`).
  public func placements(of scenarios: [Scenario]) -> [Scenario] {
    var setting = Setting()
    setting.comparesPlaces = true
    return scenarios.flatMap { scenario in
      program(scenario).explore(.randomWalk(seed: 1, executions: 100), setting).dependsOnPlaces
        ? scenario.placements : [scenario]
    }
  }

  /// Every guard of `SessionGuards` that runs on any memory.
  ///
  /// Made here, so that each is specialised; through its witness tables a guard is far slower.
  public static let ours: [GuardModel] = {
    var collector = Collector()
    visitGuards(&collector, on: Model.self)
    return collector.models
  }()
}

private struct Collector: GuardVisitor {
  typealias Fault = Stop
  var models: [GuardModel] = []

  mutating func visit<Guard: SessionGuard & ~Copyable>(_ type: Guard.Type)
  where Guard.Fault == Stop {
    models.append(GuardModel(type, isOurs: true))
  }
}
