import GuardbenchCommands
import Testing

@testable import Bench
@testable import TrialRows
@testable import Trials

@Suite struct UndecidedCellsTests {
  private let plan: RunPlan

  init() throws {
    var request = RunRequest()
    request.strategies = ["mutex", "packed"]
    request.scenarios = ["sessions", "churn"]
    request.settings = ["sessions": ["100"]]
    request.seed = 1
    plan = try request.plan(.standard)
  }

  private func index(_ cell: String) -> Int {
    plan.cells.firstIndex { $0.cell.name == cell && $0.purpose == .cost } ?? -1
  }

  /// Rows of a cell's block: `packed` costs so many times what `mutex` does.
  private func rows(_ cell: Int, block: Int, ratio: Double) -> [TrialRow] {
    let planned = plan.cells[cell]
    return [("mutex", 1000.0), ("packed", 1000 * ratio)].enumerated().map { position, trial in
      var sample = TrialRow(
        runID: "run", block: block, position: position, cell: planned.cell.name,
        scenario: planned.cell.scenario, tier: .guard, strategy: trial.0)
      sample.operationsCount = 100
      sample.cpuNanoseconds = Int(trial.1)
      return sample
    }
  }

  private func rows(_ cell: Int, _ blocks: Range<Int>, wavering: Bool) -> [TrialRow] {
    blocks.flatMap { block in
      rows(cell, block: block, ratio: wavering && block.isMultiple(of: 2) ? 1.5 : 0.5)
    }
  }

  private func cells(_ samples: [TrialRow], seconds: Double = 1) -> UndecidedCells {
    UndecidedCells(plan, blockSeconds: plan.cells.map { _ in seconds }, samples)
  }

  @Test func `a cell whose verdicts are all there gets no more blocks`() {
    let (sessions, churn) = (index("sessions/sessions=100"), index("churn/sessions=100"))
    let decided = rows(sessions, 0..<12, wavering: false)
    let open = rows(churn, 0..<12, wavering: true)
    let cells = cells(decided + open)
    #expect(cells.count == 1)
    #expect(cells.next { _ in true } == Schedule.Block(cell: churn, number: 12))
    let none = self.cells(decided + rows(churn, 0..<12, wavering: false))
    #expect(none.count == 0 && none.next { _ in true } == nil)
  }

  @Test func `a cell without a block that counts is open`() {
    #expect(cells([]).count == 2)
  }

  @Test func `open cells get the same time, not the same number of blocks`() {
    let (sessions, churn) = (index("sessions/sessions=100"), index("churn/sessions=100"))
    var seconds = plan.cells.map { _ in 1.0 }
    seconds[churn] = 4
    var cells = UndecidedCells(
      plan, blockSeconds: seconds,
      rows(sessions, 0..<12, wavering: true) + rows(churn, 0..<12, wavering: true))
    var added: [Int: Int] = [:]
    for _ in 0..<20 {
      guard let block = cells.next(where: { _ in true }) else { break }
      added[block.cell, default: 0] += 1
      cells.note(block, rows(block.cell, block.number..<(block.number + 1), wavering: true))
    }
    #expect(added == [sessions: 16, churn: 4])
  }

  @Test func `a cell that is decided on the way leaves its time to the others`() throws {
    let (sessions, churn) = (index("sessions/sessions=100"), index("churn/sessions=100"))
    // Two blocks of twelve disagree: the third rank, which fifteen blocks have, leaves them out.
    let nearly =
      rows(sessions, 0..<10, wavering: false)
      + (10..<12).flatMap { rows(sessions, block: $0, ratio: 1.5) }
    var cells = cells(nearly + rows(churn, 0..<12, wavering: true))
    var given: [Int] = []
    for _ in 0..<8 {
      let block = try #require(cells.next { _ in true })
      given.append(block.cell)
      let isWavering = block.cell == churn
      cells.note(
        block, rows(block.cell, block.number..<(block.number + 1), wavering: isWavering))
    }
    #expect(given.count { $0 == sessions } == 3)
    #expect(given.suffix(3) == [churn, churn, churn])
    #expect(cells.count == 1)
  }

  @Test func `no cell gets more than the most, nor a block for which there is no room`() {
    let churn = index("churn/sessions=100")
    let sessions = rows(index("sessions/sessions=100"), 0..<12, wavering: false)
    let last = cells(sessions + rows(churn, 0..<47, wavering: true))
    #expect(last.next { _ in true }?.number == 47)
    #expect(last.next { $0 != churn } == nil)
    #expect(cells(sessions + rows(churn, 0..<48, wavering: true)).next { _ in true } == nil)
  }

  @Test func `a block that was cut off keeps its number`() {
    let churn = index("churn/sessions=100")
    let cut = rows(churn, 12..<13, wavering: true).prefix(1)
    let cells = cells(
      rows(index("sessions/sessions=100"), 0..<12, wavering: false)
        + rows(churn, 0..<12, wavering: true) + cut)
    #expect(cells.next { _ in true }?.number == 13)
  }

  @Test func `what is only counted or checked gets no block`() {
    let costs = plan.cells.indices.filter { plan.cells[$0].purpose == .cost }
    let cells = cells([])
    #expect(plan.cells.count > costs.count)
    #expect(cells.next { !costs.contains($0) } == nil)
  }
}
