import Measurement
import Testing

@testable import Bench

@Suite struct RunRequestTests {
  private func plan(_ change: (inout RunRequest) -> Void) throws -> RunPlan {
    var request = RunRequest()
    change(&request)
    return try request.plan(.standard)
  }

  @Test func `quick has the blocks that its arithmetic says`() throws {
    let cells = try plan { _ in }.cells
    let claim = try #require(cells.first { $0.cell.name == "sessions/sessions=10000" })
    #expect(claim.blocks == 24 && claim.seconds == 0.2 && claim.purpose == .cost)
    let million = try #require(cells.first { $0.cell.name == "sessions/sessions=1000000" })
    #expect(million.blocks == 8 && million.seconds == 0.35)
    // Six comparisons need eight blocks, and on two metrics nine.
    let blocks = [
      "uncontended": 8, "contended": 9, "churn": 8, "path": 8, "sessions/sessions=1": 9,
    ]
    for (name, count) in blocks {
      let cell = try #require(cells.first { $0.cell.name == name && $0.purpose == .cost })
      #expect(cell.blocks == count && cell.seconds == 0.2)
    }
  }

  @Test func `every cell that is compared has the blocks that its intervals need`() throws {
    for profile in Profile.allCases {
      let plan = try plan { $0.profile = profile }
      for planned in plan.cells where planned.purpose == .cost {
        let family = try #require(plan.comparison.family(of: planned.cell.name))
        #expect(planned.blocks >= family.leastBlocksCount)
      }
    }
    let asked = try plan { $0.blocks = 2 }
    #expect(asked.cells.filter { $0.purpose == .cost }.allSatisfy { $0.blocks == 2 })
  }

  @Test func `quick keeps to its time`() throws {
    let plan = try plan { _ in }
    let seconds = try plan.cells.reduce(0.0) {
      $0 + $1.seconds * Double($1.blocks * (try plan.strategies(for: $1.cell, .standard).count))
    }
    // The guard and path tiers' 114 and the server's 197 trials of 0.62; what is left of 300 starts
    // processes, connects, and waits for the last messages.
    #expect(seconds <= 236.4)
  }

  @Test func `full keeps to its time`() throws {
    let plan = try plan { $0.profile = .full }
    let seconds = try plan.cells.reduce(0.0) {
      $0 + $1.seconds * Double($1.blocks * (try plan.strategies(for: $1.cell, .standard).count))
    }
    #expect(seconds < 75 * 60)
  }

  @Test func `the floor runs wherever nothing closes, and nowhere else`() throws {
    let plan = try plan {
      $0.scenarios = ScenarioCatalogue.all.map(\.name)
    }
    for planned in plan.cells {
      let strategies = try plan.strategies(for: planned.cell, .standard)
      let ends = ["churn", "storm"].contains(planned.cell.scenario)
      #expect(strategies.contains("unguarded") == !ends)
    }
  }

  @Test func `wall time has no verdict where a schedule sets it`() throws {
    for profile in Profile.allCases {
      let plan = try plan { $0.profile = profile }
      let judged = plan.comparison.cellsWithWallVerdict
      #expect(judged.isSuperset(of: ["contended", "sessions/sessions=1"]))
      let paced = plan.cells.filter { ($0.cell.axes.ratePerSecond ?? 0) > 0 }.map(\.cell.name)
      #expect(!paced.isEmpty && judged.isDisjoint(with: paced))
    }
    let unpaced = try plan {
      $0.scenarios = ["hot"]
      $0.settings = [.rate: ["0"]]
      $0.profile = .full
    }
    #expect(unpaced.comparison.cellsWithWallVerdict == Set(unpaced.cells.map(\.cell.name)))
  }

  @Test(arguments: [[], [""], ["1", "", "2"]])
  func `a list without values, or with an empty one, is refused`(values: [String]) {
    #expect(throws: UsageError.self) { try plan { $0.settings = [.sessions: values] } }
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

  @Test func `several values of an axis become a sweep, and equal cells one`() throws {
    let plan = try plan {
      $0.scenarios = ["sessions"]
      $0.settings = [.sessions: ["1", "100"], .skew: ["0", "1.2"]]
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

  @Test func `an axis that no chosen scenario has is refused`() {
    #expect(throws: UsageError.unusedAxis(.sessions, scenarios: ["contended"])) {
      try plan {
        $0.scenarios = ["contended"]
        $0.settings = [.sessions: ["5"]]
      }
    }
  }

  @Test(arguments: [
    (Axis.sessions, "0"), (.sessions, "-1"), (.sessions, "many"), (.threads, "0"),
    (.skew, "-0.1"), (.skew, "nan"),
  ])
  func `a value that its axis cannot take is refused`(axis: Axis, value: String) {
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
        #expect(scenario.obstacle(planned.cell.axes) == nil)
        #expect(Cell(scenario, at: planned.cell.axes) == planned.cell)
      }
    }
  }
}
