import GuardbenchCommands
import SessionGuards
import Testing

@testable import Bench
@testable import Scenarios
@testable import Tables
@testable import TrialRows
@testable import Trials

@Suite struct RunRequestTests {
  private func plan(_ change: (inout RunRequest) -> Void) throws -> RunPlan {
    var request = RunRequest()
    change(&request)
    return try request.plan(.standard)
  }

  @Test(arguments: ["1e-300", "1e-7", "-1", "1e10", "nan"])
  func `a rate at which nothing would ever be due is refused for a cell`(rate: String) throws {
    let error = #expect(throws: UsageError.self) {
      try plan {
        $0.scenarios = ["echo"]
        $0.settings = ["rate": [rate]]
      }
    }
    #expect(error?.description.contains("0, or messages per second from 1e-06 to ") == true)
    let least = try plan {
      $0.scenarios = ["echo"]
      $0.settings = ["rate": ["0", "1e-6"]]
    }
    #expect(least.cells.contains { $0.cell.setting.ratePerSecond == 1e-6 })
  }

  @Test func `every cell with a verdict has twelve blocks in the quick profile`() throws {
    let cells = try plan { _ in }.cells
    let compared = cells.filter { $0.purpose == .cost }
    #expect(
      Set(compared.map(\.cell.name)) == [
        "sessions/sessions=1", "sessions/sessions=10000", "sessions/sessions=1000000", "contended",
        "churn", "path", "echo/depth=64", "push/flush=direct",
      ])
    #expect(compared.allSatisfy { $0.blocks == 12 })
    #expect(cells.filter { $0.purpose != .cost }.allSatisfy { $0.blocks == 1 })
    let scenarios = Set(cells.map(\.cell.scenario))
    #expect(scenarios == Set(ScenarioCatalogue.all.map(\.name)))
  }

  @Test func `every cell that is compared has the blocks that its intervals need`() throws {
    for profile in Profile.allCases {
      let plan = try plan { $0.profile = profile }
      for planned in plan.cells where planned.purpose == .cost {
        let least = try #require(plan.comparison.leastBlocksCount(of: planned.cell.name))
        #expect(planned.blocks >= least)
      }
    }
    let asked = try plan { $0.blocks = 2 }
    #expect(asked.cells.filter { $0.purpose == .cost }.allSatisfy { $0.blocks == 2 })
  }

  @Test func `intervals that may be looked at again ask for more blocks in a large family`() {
    let names = (0..<60).map { "guard-\($0)" }
    let plan = RunPlan(
      profile: .quick, seed: 1, strategies: ["mutex"] + names,
      cells: [PlannedCell(Cell(guardScenarios[0]), blocks: 12, seconds: 0.1)],
      reserve: Profile.quick.reserve)
    #expect(plan.withBlocksForIntervals.cells[0].blocks == 14)
    #expect(plan.withBlocksForIntervals.reserve == plan.reserve)
  }

  @Test func `quick keeps to its five minutes, its reserve included`() throws {
    let plan = try plan { _ in }
    let reserve = try #require(plan.reserve)
    let seconds = try plan.cells.reduce(0.0) {
      let count = try plan.strategies(for: $1.cell, .standard).count
      return $0 + Double($1.blocks) * $1.time(strategiesCount: count).seconds
    }
    #expect(seconds * (1 + reserve.share) <= 298)
    #expect(seconds * reserve.share >= 75)
  }

  @Test func `a run that names no strategies has the profile's, and those of other packages`()
    throws
  {
    #expect(Set(try plan { _ in }.strategies) == Profile.quickStrategies)
    #expect(Profile.quickStrategies.isSubset(of: Contenders.standard.names))
    #expect(try plan { $0.profile = .full }.strategies == Contenders.standard.names)
    var contenders = Contenders.standard
    contenders.add(LingeringGuard.self)
    let added = try RunRequest().plan(contenders).strategies
    #expect(Set(added) == Profile.quickStrategies.union([LingeringGuard.strategy.name]))
    for name in Contenders.standard.names {
      #expect(try plan { $0.strategies = ["mutex", name] }.strategies.contains(name))
    }
  }

  @Test func `full keeps to its time`() throws {
    let plan = try plan { $0.profile = .full }
    let seconds = try plan.cells.reduce(0.0) {
      let count = try plan.strategies(for: $1.cell, .standard).count
      return $0 + $1.time(strategiesCount: count).seconds * Double($1.blocks)
    }
    // A fifth of the time is left for blocks that are repeated.
    #expect(seconds < 120 * 60)
  }

  @Test func `the floor runs wherever nothing closes, and nowhere else`() throws {
    let plan = try plan {
      $0.scenarios = ScenarioCatalogue.all.map(\.name)
    }
    for planned in plan.cells {
      let strategies = try plan.strategies(for: planned.cell, .standard)
      let ends = ["churn", "massclose", "rundown", "stalled", "storm"].contains(
        planned.cell.scenario)
      #expect(strategies.contains("unguarded") == !ends)
    }
  }

  @Test func `wall time has no verdict where a schedule sets it`() throws {
    for profile in Profile.allCases {
      let plan = try plan { $0.profile = profile }
      let judged = plan.comparison.cellsWithWallVerdict
      #expect(judged.isSuperset(of: ["contended", "sessions/sessions=1"]))
      let paced = plan.cells.filter { ($0.cell.setting.ratePerSecond ?? 0) > 0 }.map(\.cell.name)
      #expect(!paced.isEmpty && judged.isDisjoint(with: paced))
    }
    let unpaced = try plan {
      $0.scenarios = ["hot"]
      $0.settings = ["rate": ["0"]]
      $0.profile = .full
    }
    #expect(unpaced.comparison.cellsWithWallVerdict == Set(unpaced.cells.map(\.cell.name)))
  }

  @Test(arguments: [[], [""], ["1", "", "2"]])
  func `a list without values, or with an empty one, is refused`(values: [String]) {
    #expect(throws: UsageError.self) { try plan { $0.settings = ["sessions": values] } }
    #expect(throws: UsageError.self) { try plan { $0.strategies = values } }
    #expect(throws: UsageError.self) { try plan { $0.scenarios = values } }
  }

  @Test func `blocks that are asked for are compared, also of cells that are else only checked`()
    throws
  {
    let asked = try plan {
      $0.scenarios = ["hot"]
      $0.blocks = 8
    }
    #expect(asked.cells.map(\.purpose) == [.cost] && asked.cells.map(\.blocks) == [8])
    #expect(asked.comparison.cells == asked.cells.map(\.cell.name))
    #expect(try plan { $0.scenarios = ["hot"] }.cells.map(\.purpose) == [.oracle])
  }

  @Test func `cells in which no chosen strategy may run are left out, and told`() throws {
    let plan = try plan {
      $0.strategies = ["unguarded"]
      $0.scenarios = ["contended", "churn"]
    }
    #expect(Set(plan.cells.map(\.cell.name)) == ["contended"])
    #expect(plan.omission == "not run: churn: none of unguarded may run there")
    let error = #expect(throws: UsageError.self) {
      try self.plan {
        $0.strategies = ["unguarded"]
        $0.scenarios = ["churn"]
      }
    }
    #expect(error?.description == plan.omission)
  }

  @Test func `a delegation has the guard tier only, and plans and refusals say so`() throws {
    let plan = try plan {
      $0.strategies = ["mutex", "mailbox"]
      $0.scenarios = ["sessions", "path"]
    }
    let reason = try Contenders.standard.contender(named: "mailbox").strategy.whyGuardTierOnly
    #expect(reason?.hasPrefix("mailbox hands each use over") == true)
    #expect(plan.omission == reason)
    for planned in plan.cells {
      let isPath = planned.cell.scenario == "path"
      #expect(
        try plan.strategies(for: planned.cell, .standard)
          == (isPath ? ["mutex"] : ["mutex", "mailbox"]))
    }
    let inside = try self.plan {
      $0.strategies = ["mutex", "mailbox"]
      $0.scenarios = ["sessions"]
    }
    #expect(inside.omission == nil)
    let batches = try self.plan {
      $0.strategies = ["mutex", "mailbox"]
      $0.scenarios = ["sessions"]
      $0.settings = ["batch": ["1", "64"]]
    }
    #expect(batches.omission == reason)
    for planned in batches.cells {
      let isSingle = planned.cell.setting.batch == 1
      #expect(
        try batches.strategies(for: planned.cell, .standard)
          == (isSingle ? ["mutex", "mailbox"] : ["mutex"]))
    }
    let error = #expect(throws: UsageError.self) {
      try self.plan {
        $0.strategies = ["actor"]
        $0.scenarios = ["path"]
      }
    }
    #expect(error?.description.contains("none of actor may run there; actor hands each") == true)
  }

  @Test func `several values of an axis become a sweep, and equal cells one`() throws {
    let plan = try plan {
      $0.scenarios = ["sessions"]
      $0.settings = ["sessions": ["1", "100"], "skew": ["0", "1.2"]]
    }
    let names = Set(plan.cells.filter { $0.purpose == .cost }.map(\.cell.name))
    #expect(
      names == [
        "sessions/sessions=1", "sessions/sessions=100", "sessions/sessions=1/skew=1.2",
        "sessions/sessions=100/skew=1.2",
      ])
    #expect(plan.cells.count { $0.purpose == .cost } == 4)
  }

  @Test func `blocks and duration hold for every cell`() throws {
    let plan = try plan {
      $0.blocks = 3
      $0.seconds = 0.05
    }
    #expect(plan.cells.allSatisfy { $0.seconds == 0.05 })
    #expect(plan.cells.filter { $0.purpose == .cost }.allSatisfy { $0.blocks == 3 })
  }

  @Test func `an axis that no chosen scenario has is refused`() throws {
    let sessions = try #require(Axis.named("sessions"))
    #expect(throws: UsageError.unusedAxis(sessions, scenarios: ["contended"])) {
      try plan {
        $0.scenarios = ["contended"]
        $0.settings = ["sessions": ["5"]]
      }
    }
  }

  @Test func `an axis that there is not is refused by its name`() throws {
    let error = #expect(throws: UsageError.self) { try plan { $0.settings = ["session": ["5"]] } }
    let text = try #require(error?.description)
    #expect(text.hasPrefix("unknown axis 'session'; did you mean 'sessions'?"))
  }

  @Test(arguments: [
    ("sessions", "0"), ("sessions", "-1"), ("sessions", "many"), ("threads", "0"),
    ("skew", "-0.1"), ("skew", "nan"),
  ])
  func `a value that its axis cannot take is refused`(axis: String, value: String) {
    #expect(throws: UsageError.self) {
      try plan {
        $0.scenarios = ["sessions"]
        $0.settings = [axis: [value]]
      }
    }
  }

  @Test func `a name that is nearly right is told so`() {
    let error = #expect(throws: UsageError.self) {
      try plan { $0.strategies = ["mutex", "pakced"] }
    }
    #expect(error?.description.contains("did you mean 'packed'?") == true)
    #expect(error?.description.contains("double-cas") == true)
  }

  @Test func `every profile's cells name settings that can be run`() throws {
    for profile in Profile.allCases {
      for planned in profile.cells {
        let scenario = try ScenarioCatalogue.scenario(named: planned.cell.scenario)
        #expect(scenario.obstacle(planned.cell.setting) == nil)
        #expect(Cell(scenario, at: planned.cell.setting) == planned.cell)
      }
    }
  }
}

extension RunRequestTests {
  @Test func `a strategy that takes a lock does not answer whether to do without`() throws {
    let request = ["mutex", "packed", "hazard", "rwlock", "counted-mutex", "arc", "unguarded"]
    let question = try plan { $0.strategies = request }.question(.standard)
    #expect(question.contenders == ["packed", "hazard"])
  }
}
