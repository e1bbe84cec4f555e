import LanServer
import Testing

@testable import Bench

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
      ("--push-skew -1.0", refusal { $0.push.skew = -1 }),
      ("--stale-share 1.5", refusal { $0.push.staleShare = 1.5 }),
      ("--disconnect-rate", refusal { $0.push.disconnectsPerSecond = 1 }),
    ]
    for (beginning, text) in refusals { #expect(text?.hasPrefix(beginning) == true) }
  }

  @Test func `a plan survives JSON`() throws {
    var plan = ServePlan(strategy: "mutex")
    plan.flush = .deferred
    plan.push.senders = 3
    plan.push.isHot = true
    #expect(try ServePlan(json: TrialProcess.line(of: plan)) == plan)
    #expect(throws: UsageError.self) { try ServePlan(json: "{}") }
  }
}
