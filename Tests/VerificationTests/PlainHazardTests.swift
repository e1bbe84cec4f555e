import ModelChecker
import Mutants
import SessionGuards
import Testing
import Verification

/// The right hazard guard among the mutants is right in the model too, where its participants
/// quiesce after each use as a server's do.
@Suite struct PlainHazardTests {
  @Test(arguments: Scenario.all.map(\.name), MemoryModel.allCases)
  func `the plain hazard guard keeps its contract in every scenario`(
    _ name: String, _ memory: MemoryModel
  ) throws {
    let scenario = try #require(Scenario.named(name))
    let setting = Effort.limited(Setting(memory), to: 1000)
    let report = scenario.program(Quiet<WholeScan>.self).explore(.everyTrace, setting)
    #expect(report.violation == nil, "\(report.violation?.description ?? "")")
  }

  @Test func `a scan that leaves out the last participant dies where a sender is the last`() {
    let scenario = Scenario(
      "sender-last", "the owner closes, and the last participant sends",
      Scenario.Part("owner", .close(1), .settle(1)), Scenario.Part("sender", .send(1)))
    let right = scenario.program(Quiet<WholeScan>.self).explore(.everyTrace)
    #expect(right.isProof, "\(right.violation?.description ?? "")")
    let wrong = scenario.program(Quiet<ScanWithoutLast>.self).explore(.everyTrace)
    #expect(wrong.violation.flatMap { Promise(reason: $0.reason) } == .leaseHoldsSlot)
  }

  /// A plain hazard guard whose participants quiesce whenever they are done with a session.
  struct Quiet<Scan: HazardScan>: SessionGuard, ~Copyable {
    typealias Fault = Stop
    static var strategy: Strategy { PlainHazardGuard<ModelWord, Scan>.strategy }
    private let sessions: PlainHazardGuard<ModelWord, Scan>

    init(
      slotCount: Int, participantCount: Int, lastGeneration: UInt32, reclaim: Reclaim<Stop>
    ) {
      sessions = PlainHazardGuard(
        slotCount: slotCount, participantCount: participantCount, lastGeneration: lastGeneration,
        reclaim: reclaim)
    }

    func open(_ slot: Slot) throws(Stop) -> SessionID? { try sessions.open(slot) }

    func acquire(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Lease<Stop>? {
      if let lease = try sessions.acquire(id, as: me) { return lease }
      try sessions.quiesce(as: me)
      return nil
    }

    func release(_ lease: consuming Lease<Stop>, as me: borrowing Participant) throws(Stop) {
      try sessions.release(lease, as: me)
      try sessions.quiesce(as: me)
    }

    func close(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Bool {
      try sessions.close(id, as: me)
    }

    func quiesce(as me: borrowing Participant) throws(Stop) { try sessions.quiesce(as: me) }
  }
}
