import GuardbenchCommands
import GuardedServer
import LoadGenerator
import Probe
import SessionGuards
import Testing

@testable import Bench
@testable import Scenarios
@testable import Tables
@testable import TrialRows
@testable import Trials

/// What the two processes of a trial are told.
@Suite struct ServerSettingTests {
  private func setting(
    _ scenario: String, _ settings: [String: String] = [:]
  ) throws -> ServerSetting {
    try ServerSetting(.brief(scenario, settings))
  }

  @Test func `an echo is a closed loop by depth, or an open one by rate`() throws {
    let closed = try setting("echo", ["depth": "8", "connections": "5"])
    #expect(closed.load.loop == .closed && closed.load.depth == 8)
    #expect(closed.load.connections == 5)
    #expect(closed.serve.push.senders == 0)
    let open = try setting("echo", ["rate": "3000"])
    #expect(open.load.loop == .open && open.load.ratePerSecond == 3000)
    #expect(open.isExact && closed.isExact)
  }

  @Test func `a cell is named for the loop that it has`() throws {
    #expect(try TrialPlan.brief("echo").cell.name == "echo/depth=64")
    #expect(try TrialPlan.brief("echo", ["depth": "1"]).cell.name == "echo/depth=1")
    #expect(try TrialPlan.brief("echo", ["rate": "500"]).cell.name == "echo/rate=500")
  }

  @Test func `outside senders push by the cell's axes`() throws {
    let setting = try setting(
      "push", ["senders": "3", "rate": "700", "skew": "0.5", "stale": "0.2", "flush": "deferred"])
    let push = setting.serve.push
    #expect(push.senders == 3 && push.ratePerSecond == 700)
    #expect(push.skew == 0.5 && push.staleShare == 0.2 && !push.isHot)
    #expect(setting.serve.flush == .deferred)
    #expect(setting.load.awaitsPushes)
    #expect(setting.load.sendersLimit >= push.senders + setting.serve.reactors)
  }

  @Test func `any reactor serves if the cell says so, and the slots are not shared out`() throws {
    let shared = try setting("echo", ["topology": "shared", "threads": "2", "connections": "10"])
    #expect(shared.serve.topology == .shared && shared.serve.slots == 26)
    let owned = try setting("echo", ["threads": "2", "connections": "10"])
    #expect(owned.serve.topology == .owned && owned.serve.slots == 52)
    let cell = try TrialPlan.brief("echo", ["topology": "shared"]).cell
    #expect(cell.name == "echo/depth=64/topology=shared")
  }

  @Test func `hot is one session`() throws {
    let setting = try setting("hot")
    #expect(setting.serve.push.isHot)
    #expect(setting.load.connections == 1)
  }

  @Test func `only the hot session's queue is longer: a second's pushes`() throws {
    let least = ServePlan(strategy: "packed").queueBytes
    for name in ["echo", "push", "storm"] {
      #expect(try setting(name).serve.queueBytes == least)
    }
    #expect(try setting("hot", ["rate": "100"]).serve.queueBytes == least)
    #expect(try setting("hot").serve.queueBytes >= 50_000 * (8 + 2 + 64))
    let most = try setting("hot", ["rate": "1000000000", "payload": "65535"]).serve
    #expect(most.queueBytes == 1 << 26)
    try most.validate()
  }

  @Test func `a storm ends sessions from both sides`() throws {
    let setting = try setting("storm", ["rate": "1000", "close": "0.1"])
    #expect(setting.load.churnPerSecond == 50)
    #expect(setting.serve.push.disconnectsPerSecond == 50)
    #expect(setting.load.serverMayClose && setting.load.resetShare > 0)
    #expect(!setting.isExact)
  }

  @Test func `marks need a slot beside the clients'`() throws {
    #expect(try setting("storm").load.marks)
    let full = try setting("storm", ["sessions": "1", "connections": "1"])
    #expect(full.serve.slots == 1)
    #expect(!full.load.marks)
  }

  @Test func `a storm of more clients than slots is refused before the run`() {
    var request = RunRequest()
    request.scenarios = ["storm"]
    request.settings = ["sessions": ["2"], "connections": ["3"]]
    #expect(throws: UsageError.self) { try request.plan(.standard) }
  }

  /// Why a run of one scenario does not fit a machine; nil if it does.
  private func obstacle(
    _ scenario: String, _ settings: [String: [String]], descriptors: Int = 20_000,
    ports: Int = 28_232
  ) throws -> String? {
    var request = RunRequest()
    request.scenarios = [scenario]
    request.settings = settings
    let plan = try request.plan(.standard)
    do {
      try plan.fit(
        MachineLimits(
          descriptors: descriptors, descriptorsInUse: 10, portsPerAddress: ports,
          availableMemoryBytes: nil))
      return nil
    } catch {
      return error.description
    }
  }

  @Test func `a cell with more connections than descriptors names the setting that fits`() throws {
    let text = try #require(try obstacle("push", ["connections": ["64", "30000"]]))
    #expect(text.hasPrefix("push/connections=30000/flush=direct cannot be run: "))
    #expect(text.contains("one server process may open 20000"))
    #expect(text.contains("--connections 19947 would fit"))
    #expect(text.contains("to 30053"))
    #expect(try obstacle("push", ["connections": ["19947"]]) == nil)
    #expect(try obstacle("push", ["connections": ["19948"]]) != nil)
    #expect(try obstacle("push", ["connections": ["30000"]], descriptors: 30_053) == nil)
    let storm = try obstacle("storm", ["connections": ["9"], "sessions": ["30000"]])
    #expect(storm?.contains("--sessions 19963 would fit") == true)
  }

  @Test func `several reactors share the descriptors of one process`() throws {
    let text = try obstacle("echo", ["connections": ["15000"], "threads": ["2"]])
    #expect(text?.contains("--connections 9964 would fit") == true)
    #expect(try obstacle("echo", ["connections": ["9964"], "threads": ["2"]]) == nil)
  }

  @Test func `a cell with more connections than ports is refused as well`() throws {
    let text = try #require(try obstacle("echo", ["connections": ["300"]], ports: 2))
    #expect(text.contains("ports: 2 per source address"))
    #expect(text.contains("254 connections would fit"))
  }

  @Test func `cells without a server fit any machine`() throws {
    #expect(try obstacle("sessions", ["sessions": ["1000000"]], descriptors: 20) == nil)
  }

  @Test func `the floor runs wherever nothing ends and every target lives`() throws {
    let floor = try Contenders.standard.contender(named: "unguarded").strategy
    let admitting = serverScenarios.filter { $0.admits(floor, at: $0.defaults) }.map(\.name)
    #expect(admitting == ["echo", "push", "hot"])
    let stale = Setting { $0.staleRatio = 0.1 }
    #expect(serverScenarios.allSatisfy { !$0.admits(floor, at: stale.over($0.defaults)) })
  }

  @Test func `a strategy that serves few threads runs where there are no more`() throws {
    func admits(_ limit: Int?, _ threads: Int, senders: Int?) throws -> Bool {
      let strategy = Strategy(
        name: "few", idea: "", closeRule: .early, isExclusive: false, source: "the tests",
        participantLimit: limit)
      let setting = Setting {
        $0.threads = threads
        $0.senders = senders
      }
      return try ScenarioCatalogue.scenario(named: "push").admits(strategy, at: setting)
    }
    #expect(try admits(8, 6, senders: 2))
    #expect(try !admits(8, 7, senders: 2))
    #expect(try admits(8, 7, senders: nil))
    #expect(try !admits(8, 8, senders: nil), "the thread that closes is one more")
    #expect(try admits(nil, 1000, senders: 1000))
  }

  @Test func `both profiles hold every scenario of the tier, the flush set apart`() {
    for profile in Profile.allCases {
      let names = Set(profile.serverCells.map(\.cell.scenario))
      #expect(names == Set(serverScenarios.map(\.name)))
    }
    let full = Set(Profile.full.serverCells.map(\.cell.name))
    #expect(full.isSuperset(of: ["push/flush=direct", "push/flush=deferred"]))
    #expect(full.contains("push/connections=10000/flush=direct"))
    for name in ["echo", "push"] {
      #expect(full.contains { $0.hasPrefix("\(name)/") && $0.hasSuffix("topology=shared") })
    }
  }
}
