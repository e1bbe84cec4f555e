import GuardedServer
import Probe
import SessionGuards
import Tables
import Testing

@testable import Scenarios
@testable import TrialRows

@Suite struct ServePlanTests {
  private func refusal(_ change: (inout ServePlan) -> Void) -> String? {
    var plan = ServePlan(strategy: "packed")
    change(&plan)
    do {
      try plan.validate()
      return nil
    } catch {
      return error.description
    }
  }

  @Test func `the default plan can be served`() { #expect(refusal { _ in } == nil) }

  @Test func `what cannot be served is refused by the name of its option`() {
    let refusals: [(String, String?)] = [
      ("--slots 0", refusal { $0.slots = 0 }),
      (
        "--slots 1",
        refusal {
          $0.reactors = 2; $0.slots = 1
        }
      ),
      ("--reactors 0", refusal { $0.reactors = 0 }),
      ("--max-payload 23", refusal { $0.maximumPayload = 23 }),
      ("--max-payload 65536", refusal { $0.maximumPayload = 65_536 }),
      ("--queue-bytes 0", refusal { $0.queueBytes = 0 }),
      ("--duration 0.0", refusal { $0.seconds = 0 }),
      ("--grace -1.0", refusal { $0.graceSeconds = -1 }),
      ("--senders -1", refusal { $0.push.senders = -1 }),
      ("--push-payload 23", refusal { $0.push.payloadBytes = 23 }),
      ("--push-payload 9000", refusal { $0.push.payloadBytes = 9_000 }),
      ("--push-rate 0.0", refusal { $0.push.ratePerSecond = 0 }),
      ("--push-rate 1e-300", refusal { $0.push.ratePerSecond = 1e-300 }),
      ("--push-skew -1.0", refusal { $0.push.skew = -1 }),
      ("--stale-share 1.5", refusal { $0.push.staleShare = 1.5 }),
      ("--disconnect-rate", refusal { $0.push.disconnectsPerSecond = 1 }),
    ]
    for (beginning, text) in refusals { #expect(text?.hasPrefix(beginning) == true) }
  }

  private func limits(descriptors: Int = 20_000, memory: Int? = nil) -> MachineLimits {
    MachineLimits(
      descriptors: descriptors, descriptorsInUse: 10, portsPerAddress: 28_232,
      availableMemoryBytes: memory)
  }

  private func shortage(_ slots: Int, _ reactors: Int = 1, on limits: MachineLimits) -> String? {
    var plan = ServePlan(strategy: "packed")
    plan.slots = slots
    plan.reactors = reactors
    do {
      try plan.fit(limits)
      return nil
    } catch {
      return error.description
    }
  }

  @Test func `more slots than descriptors are refused with the limit and what would fit`() {
    let text = shortage(30_000, 2, on: limits())
    #expect(
      text == "--slots 30000 do not fit: descriptors: one server process may open 20000 and needs"
        + " 32 for itself; --slots 19968 would fit, or raise the hard limit (ulimit -Hn) to 30032")
    #expect(shortage(19_968, 2, on: limits()) == nil)
    #expect(shortage(19_969, 2, on: limits()) != nil)
    #expect(shortage(1, on: limits(descriptors: 20))?.contains("not even one would fit") == true)
  }

  @Test func `more slots than the kernel's memory holds are refused`() {
    let scarce = limits(memory: 97_000_000)
    #expect(shortage(10_000, on: scarce) == nil)
    #expect(shortage(10_001, on: scarce)?.contains("--slots 10000 would fit") == true)
  }

  @Test func `the bench has room for every slot that the server will have`() throws {
    var plan = ServePlan(strategy: "packed")
    plan.reactors = 4
    plan.slots = 6
    #expect(try plan.withShares(of: plan.configuration(for: .packed)).slots == 8)
  }

  @Test func `more threads than a guard serves are refused`() throws {
    let strategy = Strategy(
      name: "few", idea: "", closeRule: .early, isExclusive: false, source: "the tests",
      participantLimit: 8)
    var plan = ServePlan(strategy: "few")
    plan.reactors = 4
    plan.push.senders = 4
    _ = try plan.configuration(for: strategy)
    plan.push.senders = 5
    let error = #expect(throws: UsageError.self) { try plan.configuration(for: strategy) }
    #expect(error?.description == "--reactors 4 and --senders 5: few serves at most 8 threads")
  }

  @Test func `a plan survives JSON`() throws {
    var plan = ServePlan(strategy: "mutex")
    plan.flush = .deferred
    plan.push.senders = 3
    plan.push.isHot = true
    func read(_ json: String) throws -> ServePlan {
      try TrialProcess.decode(ServePlan.self, from: json, of: "--plan")
    }
    #expect(try read(JSONFile.line(of: plan)) == plan)
    #expect(throws: UsageError.self) { try read("{}") }
  }
}
