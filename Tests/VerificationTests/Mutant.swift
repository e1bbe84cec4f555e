import ModelChecker
import SessionGuards
import Testing
import Verification

/// A guard that is wrong in one way, named for what it does wrong.
struct Mutant: Sendable, CustomTestStringConvertible {
  let name: String
  let strategy: String
  private let build: @Sendable (Scenario) -> Program
  let alterations: [Alteration]

  /// The right guard with accesses that go wrong.
  init<Guard: SessionGuard & ~Copyable>(
    _ name: String, _: Guard.Type, _ changes: (String, Alteration.Change)...
  ) where Guard.Fault == Stop {
    self.name = name
    strategy = Guard.strategy.name
    alterations = changes.map { Alteration($0.0, $0.1) }
    build = { $0.program(Guard.self) }
  }

  var testDescription: String { "\(strategy): \(name)" }

  func setting(_ memory: MemoryModel, detectsRaces: Bool = true) -> Setting {
    var setting = Setting(memory, alterations: alterations)
    setting.detectsRaces = detectsRaces
    return setting
  }

  func program(_ scenario: Scenario) -> Program { build(scenario) }

  /// The first scenario that shows it, searched exhaustively.
  func death(_ setting: Setting) -> (scenario: Scenario, report: Report)? {
    for scenario in Scenario.all {
      let report = build(scenario).explore(.everyTrace, setting)
      if report.violation != nil { return (scenario, report) }
    }
    return nil
  }
}
