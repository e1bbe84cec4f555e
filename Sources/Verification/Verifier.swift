public import ModelChecker
public import SessionGuards

extension Scenario {
  /// The scenario as a program over this guard, on the words of the model.
  ///
  /// Not inlinable on purpose: a guard of another package is verified through its witness table,
  /// slower; ours are specialised here.
  public func program<Guard: SessionGuard & ~Copyable>(_: Guard.Type) -> Program
  where Guard.Fault == Stop {
    Program { (program) throws(Stop) in
      let ground = ModelGround(program.machine, generations: generations.upperBound)
      let stage = Stage<Guard, ModelGround>(self, on: ground)
      try stage.setUp()
      for (index, part) in parts.enumerated() {
        program.thread(part.name) { () throws(Stop) in try stage.play(part.acts, as: index) }
      }
      program.atEnd { stage.audit }
    }
  }
}

/// Puts every guard that it visits through scenarios, and keeps what was found.
public struct Verifier: GuardVisitor {
  public typealias Fault = Stop

  public struct Finding: Sendable {
    public let strategy: String
    public let scenario: String
    public let report: Report
  }

  public let scenarios: [Scenario]
  public let search: Search
  public let setting: Setting
  /// Only these strategies; all if nil.
  public let strategies: Set<String>?
  public private(set) var findings: [Finding] = []

  public init(
    _ scenarios: [Scenario] = Scenario.all, search: Search = .everyTrace,
    _ setting: Setting = Setting(), strategies: Set<String>? = nil
  ) {
    self.scenarios = scenarios
    self.search = search
    self.setting = setting
    self.strategies = strategies
  }

  /// Visits every guard of this package that runs on any memory.
  ///
  /// Here rather than at the caller's, so that all of it is specialised for each guard: that is the
  /// difference between one million executions a second and a quarter of one.
  public mutating func visitOurs() { visitGuards(&self, on: Model.self) }

  public mutating func visit<Guard: SessionGuard & ~Copyable>(_: Guard.Type)
  where Guard.Fault == Stop {
    let strategy = Guard.strategy
    // The floor promises nothing, and runs only where nothing closes.
    if strategy.isFloor || !(strategies?.contains(strategy.name) ?? true) { return }
    for scenario in scenarios {
      let report = scenario.program(Guard.self).explore(search, setting)
      findings.append(
        Finding(strategy: strategy.name, scenario: scenario.name, report: report))
    }
  }
}
