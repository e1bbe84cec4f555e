import GuardbenchCommands
import Mutants
import SessionGuards
import Statistics
import Testing

@testable import Scenarios
@testable import Tables
@testable import TrialRows
@testable import Trials

/// The scenarios in which the end of sessions is made hard, and guards that make it harder.
@Suite struct EndingScenarioTests {
  static let leases = Contenders.standard.all.map(\.strategy).filter {
    !$0.isFloor && !$0.isDelegation
  }.map(\.name)

  @Test(arguments: leases)
  func `no strategy breaks a promise while its sessions run down`(strategy: String) throws {
    let plan = try TrialPlan.brief("rundown", ["senders": "2", "hold": "200"], strategy: strategy)
    let contender = try Contenders.standard.contender(named: strategy)
    let report = try contender.runGuardTrial(plan)
    #expect(report.violations == [])
    // The owner may not get a turn in a brief trial, if threads outnumber the processors.
    guard let closes = report.measured.closesCount, closes > 0 else { return }
    #expect(report.measured.reuseWaitMaxNanoseconds ?? 0 > 0)
    if contender.strategy.closeRule == .early { #expect(report.measured.lateLeasesPeak == 0) }
  }

  @Test(arguments: leases)
  func `no strategy breaks a promise while a thread stops inside leases`(
    strategy: String
  ) throws {
    let settings: [String: String] = ["threads": "2", "sessions": "8", "stall": "1000000"]
    let plan = try TrialPlan.brief("stalled", settings, strategy: strategy)
    let report = try Contenders.standard.contender(named: strategy).runGuardTrial(plan)
    #expect(report.violations == [])
    #expect(report.measured.stallsCount != nil && report.measured.pauseMaxNanoseconds != nil)
    #expect(report.pause?.count ?? 0 > 0)
  }

  @Test func `leases that a guard grants after a close are counted for each close`() throws {
    let report = try Self.rundown(GrantsAThousand.self)
    // When the senders are gone, its last session is granted no thousand leases more.
    #expect(
      report.violations.allSatisfy { $0.kind == .neverReclaimed }, "\(report.violations)")
    let mean = try #require(report.measured.lateLeasesMean)
    let peak = try #require(report.measured.lateLeasesPeak)
    // Those that it grants before the close has returned are not late.
    #expect(mean > 0 && mean <= Double(peak))
    #expect(peak <= 1000)
  }

  @Test func `a guard that starves its owner has one close, which never ended`() throws {
    let report = try Self.rundown(GrantsForEver.self)
    #expect(report.measured.closesCount == 1 && report.measured.unreclaimedCount == 1)
    #expect(report.closeToReuse?.unfinishedCount == 1 && report.closeToReuse?.finishedCount == 0)
    #expect(report.measured.reuseWaitMaxNanoseconds ?? 0 > 0)
    #expect(report.measured.lateLeasesPeak ?? 0 > 1000)
    #expect(report.violations.map(\.kind) == [.neverReclaimed])
  }

  @Test func `a guard that claims to close early and grants on is seen`() throws {
    let report = try Self.rundown(GrantsAThousandYetClosesEarly.self)
    #expect(report.violations.map(\.kind).contains(.grantedAfterClose))
  }

  @Test func `a guard that reclaims nothing leaves the first session unreclaimed`() throws {
    var plan = try TrialPlan.brief("rundown", ["senders": "1"])
    plan.seconds = 0.1
    let report = try GuardTier.run(SlipGuard<ForgetsReclaims, HardwareWord>.self, plan)
    #expect(report.measured.closesCount == 1 && report.measured.unreclaimedCount == 1)
    #expect(report.measured.lateLeasesPeak == 0)
    #expect(report.violations.map(\.kind) == [.neverReclaimed])
  }

  @Test func `what waits for a thread that never rests piles up to all sessions`() throws {
    let settings: [String: String] = [
      "threads": "2", "sessions": "8", "close": "0.1", "stall": "1000000",
    ]
    let report = try GuardTier.run(RestlessGuard.self, .brief("stalled", settings))
    #expect(report.measured.unreclaimedPeak == 4, "each thread has four of the eight")
    #expect(report.violations.map(\.kind).contains(.neverReclaimed))
  }

  @Test func `the pace during stalls is compared with the pace between`() {
    var stretches = StallTally()
    // Before the measurement, and across its begin: neither counts.
    stretches.begin(grantedCount: 5, isMeasuring: false, at: 0)
    stretches.end(grantedCount: 7, isMeasuring: true, at: 10)
    #expect(stretches.paceRatio == nil && stretches.count == 0)
    stretches.begin(grantedCount: 107, isMeasuring: true, at: 110)
    stretches.end(grantedCount: 112, isMeasuring: true, at: 210)
    #expect(stretches.paceRatio == 0.05 && stretches.count == 1)
  }

  @Test func `a delegation runs in none of them, and is told why`() throws {
    for name in ["rundown", "stalled"] {
      let scenario = try ScenarioCatalogue.scenario(named: name)
      for contender in Contenders.standard.all where contender.strategy.isDelegation {
        #expect(!scenario.admits(contender.strategy, at: scenario.defaults))
        #expect(
          contender.strategy.whyGuardTierOnly?.hasSuffix("in batches, massclose, rundown, stalled")
            == true)
      }
    }
  }

  private static func rundown<Patience: GrantsAfterClose>(
    _: Patience.Type
  ) throws -> GuardReport {
    var plan = try TrialPlan.brief("rundown", ["senders": "1"])
    // Long enough for the owner to get a turn on a busy machine.
    plan.seconds = 0.1
    return try GuardTier.run(LateReclaimGuard<Patience>.self, plan)
  }
}
