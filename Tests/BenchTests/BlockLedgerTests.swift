import Testing

@testable import Bench
@testable import Scenarios
@testable import TrialRows
@testable import Trials

@Suite struct BlockLedgerTests {
  private let rule = ValidityRule(
    disturbanceLimit: ValidityRule.standardLimit, repeatsPerBlock: 1, repeatsPerRun: 10)
  private let strategies = ["mutex", "packed"]
  private let cell: PlannedCell

  init() throws {
    let scenario = try ScenarioCatalogue.scenario(named: "contended")
    cell = PlannedCell(Cell(scenario), blocks: 2, seconds: 0.1)
  }

  private func rows(_ strategies: [String], attempt: Int = 0, valid: Bool = true) -> [TrialRow] {
    strategies.enumerated().map { position, strategy in
      var sample = TrialRow(
        runID: "run", block: 0, position: position, cell: cell.cell.name, scenario: "contended",
        tier: .guard, strategy: strategy)
      sample.attempt = attempt
      sample.valid = valid
      return sample
    }
  }

  private func next(_ samples: [TrialRow], _ rule: ValidityRule? = nil) -> Int? {
    BlockLedger(samples).nextAttempt(cell, block: 0, strategies, rule ?? self.rule)
  }

  @Test func `a block without rows is run`() {
    #expect(next([]) == 0)
  }

  @Test func `a block with all its rows is done`() {
    #expect(next(rows(strategies)) == nil)
  }

  @Test func `a block without strategies is done`() {
    #expect(BlockLedger([]).nextAttempt(cell, block: 0, [], rule) == nil)
  }

  @Test func `a block that was cut off is run again as a new attempt`() {
    #expect(next(rows(["packed"])) == 1)
  }

  @Test func `a disturbed block is repeated as often as the rule says`() {
    let first = rows(strategies, valid: false)
    #expect(next(first) == 1)
    #expect(next(first + rows(strategies, attempt: 1, valid: false)) == nil)
    #expect(next(first + rows(strategies, attempt: 1)) == nil)
  }

  @Test func `a run that has used up its repeats makes no more`() {
    let none = ValidityRule(repeatsPerBlock: 1, repeatsPerRun: 0)
    #expect(next(rows(strategies, valid: false), none) == nil)
  }

  @Test func `trials for another purpose are another block`() {
    let counted = rows(strategies).map { sample in
      var sample = sample
      sample.purpose = .conflicts
      return sample
    }
    #expect(next(counted) == 0)
  }

  @Test func `only what others took from the machine makes a block invalid`() {
    #expect(rule.fault(disturbance: 0.5, whereThreadsMeet: false) == nil)
    #expect(rule.fault(disturbance: 0.51, whereThreadsMeet: false) != nil)
    #expect(rule.fault(disturbance: 0.25, whereThreadsMeet: true) == nil)
    #expect(rule.fault(disturbance: 0.26, whereThreadsMeet: true)?.contains("25 %") == true)
    let none = ValidityRule(repeatsPerBlock: 1, repeatsPerRun: 10)
    #expect(none.fault(disturbance: 1, whereThreadsMeet: true) == nil)
    #expect(none.description.hasPrefix("A block counts however much"))
    #expect(rule.description.contains("more than 50 % of the machine, or 25 % where threads meet"))
  }
}
