import Foundation
import GuardbenchCommands
import Mutants
import Probe
import SessionGuards
import Testing

@testable import Scenarios
@testable import Tables
@testable import TrialRows
@testable import Trials

@Suite struct GuardTierTests {
  static let strategies = Contenders.standard.names

  @Test(arguments: ["uncontended", "contended", "sessions"], strategies)
  func `no strategy breaks a promise while all sessions live`(
    scenario: String, strategy: String
  ) async throws {
    let plan = try TrialPlan.brief(scenario, ["threads": "2"], strategy: strategy)
    let report = try await Self.report(of: plan)
    #expect(report.violations == [])
    #expect(report.measured.operationsCount ?? 0 > 0)
    #expect(report.measured.refusedCount == 0)
    #expect(report.measured.cpuNanoseconds ?? 0 > 0)
    #expect(report.measured.wallNanoseconds ?? 0 > 0)
  }

  @Test(arguments: strategies.filter { $0 != "unguarded" })
  func `no strategy breaks a promise while sessions come and go`(strategy: String) async throws {
    let settings: [String: String] = [
      "threads": "3", "sessions": "8", "close": "0.1", "stale": "0.2",
    ]
    let plan = try TrialPlan.brief("churn", settings, strategy: strategy)
    let report = try await Self.report(of: plan)
    #expect(report.violations == [])
    // A fair spin lock gets little done where its threads outnumber the processors.
    guard report.measured.operationsCount ?? 0 > 1000 else { return }
    #expect(report.measured.refusedCount ?? 0 > 0)
    // A guard that reclaims later may find no moment for it in a brief trial: then they wait.
    let isReused = report.measured.closeToReuseMaxNanoseconds != nil
    #expect(isReused || report.measured.unreclaimedPeak ?? 0 > 0)
  }

  private static let lenders = Contenders.standard.all.map(\.strategy)
    .filter { !$0.isDelegation }.map(\.name)

  @Test(arguments: lenders)
  func `no strategy breaks a promise when leases are taken in batches`(strategy: String) throws {
    for batch in ["7", "64", "1000"] {
      let plan = try TrialPlan.brief(
        "sessions", ["threads": "2", "sessions": "500", "batch": batch], strategy: strategy)
      let report = try Contenders.standard.contender(named: strategy).runGuardTrial(plan)
      #expect(report.violations == [])
      #expect(report.measured.operationsCount ?? 0 > 0)
      #expect(report.measured.refusedCount == 0)
    }
  }

  @Test(arguments: lenders.filter { $0 != "unguarded" }, ["1", "1024"])
  func `no strategy breaks a promise when all sessions end at once, again and again`(
    strategy: String, batch: String
  ) throws {
    let plan = try TrialPlan.brief(
      "massclose", ["threads": "2", "sessions": "100", "senders": "1", "batch": batch],
      strategy: strategy)
    let report = try Contenders.standard.contender(named: strategy).runGuardTrial(plan)
    #expect(report.violations == [])
    #expect(report.measured.unreclaimedPeak ?? 0 <= 100)
    // A fair spin lock gets little done where its threads outnumber the processors.
    guard report.measured.operationsCount ?? 0 > 1000 else { return }
    #expect(report.measured.closeToReuseMaxNanoseconds != nil)
  }

  @Test func `a mass close counts the sessions reopened, of the threads that close`() throws {
    let plan = try TrialPlan.brief(
      "massclose", ["threads": "1", "sessions": "64", "senders": "2", "batch": "8"])
    let report = try GuardTier.run(Guards.Packed.self, plan)
    // One thread is measured, and is alike to itself.
    #expect(report.measured.fairnessJainRatio == 1)
    #expect(report.measured.unreclaimedCount ?? -1 >= 0)
    #expect(report.violations == [])
  }

  @Test func `what is wrong with a batch is seen`() throws {
    func kinds<Mistake: Slip>(
      _ scenario: String, _ settings: [String: String], _: Mistake.Type
    ) throws -> [LifetimeViolation.Kind] {
      let plan = try TrialPlan.brief(scenario, settings)
      return try GuardTier.run(SlipGuard<Mistake, HardwareWord>.self, plan).violations.map(\.kind)
    }
    let lends = ["threads": "1", "sessions": "100", "batch": "64"]
    let closes = ["threads": "1", "sessions": "100", "senders": "1"]
    #expect(try kinds("sessions", lends, NoSlip.self) == [])
    #expect(try kinds("massclose", closes, NoSlip.self) == [])
    #expect(try kinds("sessions", lends, RefusesAll.self).contains(.refusedLive))
    #expect(try kinds("massclose", closes, NoCloserWins.self).contains(.refusedClose))
    #expect(try kinds("massclose", closes, ReclaimsTwice.self).contains(.reclaimedTwice))
    #expect(try kinds("massclose", closes, GrantsTheRefused.self).contains(.wrongGeneration))
  }

  @Test func `under a guard that reclaims at once no closed session waits`() throws {
    let plan = try TrialPlan.brief(
      "churn", ["threads": "1", "sessions": "8", "close": "0.1", "stale": "0.2"])
    let report = try GuardTier.run(Guards.Mutex.self, plan)
    #expect(report.measured.unreclaimedPeak == 0 && report.measured.unreclaimedMean == 0)
  }

  @Test func `a closed session that waits for the next batch is counted`() throws {
    let plan = try TrialPlan.brief(
      "churn", ["threads": "1", "sessions": "8", "close": "0.1", "stale": "0.2"])
    let report = try GuardTier.run(RestingGuard<HardwareWord>.self, plan)
    #expect(report.violations == [])
    // One close is earned by each batch, and every batch's end reclaims that of the batch before.
    #expect(report.measured.unreclaimedPeak == 1)
    let mean = try #require(report.measured.unreclaimedMean)
    #expect(mean > 0 && mean <= 1)
  }

  @Test func `what waits for a thread that never rests grows to all sessions`() throws {
    let plan = try TrialPlan.brief(
      "churn", ["threads": "2", "sessions": "8", "close": "0.1", "stale": "0.2"])
    let report = try GuardTier.run(RestlessGuard.self, plan)
    #expect(report.measured.unreclaimedPeak == 4, "each thread has four of the eight")
    #expect(report.violations.map(\.kind).contains(.neverReclaimed))
  }

  /// Runs the trial on a thread of its own: one with actors waits for tasks, and a test is a task,
  /// which must not.
  private static func report(of plan: TrialPlan) async throws -> GuardReport {
    let contender = try Contenders.standard.contender(named: plan.strategy)
    return try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(with: Result { try contender.runGuardTrial(plan) })
      }
    }
  }

  @Test func `a guard without a mistake passes the trials that catch mistakes`() throws {
    #expect(try Self.churn(NoSlip.self) == [])
    #expect(try Self.steady(NoSlip.self) == [])
  }

  @Test func `a lease on a session of the past is seen`() throws {
    #expect(try Self.churn(GrantsTheRefused.self).contains(.wrongGeneration))
  }

  @Test func `a guard that refuses everything is seen`() throws {
    #expect(try Self.steady(RefusesAll.self).contains(.refusedLive))
  }

  @Test func `a close that is refused to its only closer is seen`() throws {
    #expect(try Self.steady(NoCloserWins.self) == [.refusedClose])
  }

  @Test func `a session that is never reclaimed is seen`() throws {
    #expect(try Self.steady(ForgetsReclaims.self) == [.neverReclaimed])
  }

  @Test func `a session that is reclaimed twice is seen`() throws {
    #expect(try Self.steady(ReclaimsTwice.self) == [.reclaimedTwice])
  }

  @Test func `a thread that gets no turn adds no operation, and the window stays whole`() throws {
    let plan = try TrialPlan.brief("sessions", ["threads": "2"])
    let report = try GuardTier.run(LingeringGuard.self, plan)
    #expect(report.measured.slowestThreadRatio == 0)
    #expect(Duration.nanoseconds(report.measured.wallNanoseconds ?? 0) >= plan.measurement)
  }

  @Test func `more CPU time than all cores have is not believed`() {
    func reading(cpu: UInt64, wall: UInt64) -> MeasuredWindow.Reading {
      var usage = CPUUsage.ofCurrentProcess
      usage.totalNanoseconds = cpu
      return MeasuredWindow.Reading(
        counts: [], wallNanoseconds: wall, usage: usage, allocationsCount: nil,
        futexWaitsCount: nil)
    }
    let window = MeasuredWindow(from: reading(cpu: 5, wall: 7), to: reading(cpu: 26, wall: 17))
    #expect(throws: Never.self) { try window.expectPlausible(onCores: 3) }
    #expect(throws: ImplausibleWindow.self) { try window.expectPlausible(onCores: 2) }
    // Clocks that were behind by a nanosecond a core when the window opened.
    #expect(throws: Never.self) { try window.expectPlausible(onCores: 2, lag: 1) }
    #expect(throws: ImplausibleWindow.self) { try window.expectPlausible(onCores: 1, lag: 1) }
  }

  @Test func `one thread meets no other, and no meeting is predicted`() throws {
    let plan = try TrialPlan.brief("sessions", ["threads": "1"], purpose: .conflicts)
    let report = try Contenders.standard.contender(named: "packed").runGuardTrial(plan)
    #expect(report.measured.conflictsCount == 0)
    #expect(report.measured.conflictsPredicted == 0)
  }

  @Test func `meetings are counted only in trials that count them`() throws {
    let plan = try TrialPlan.brief("sessions")
    let report = try Contenders.standard.contender(named: "packed").runGuardTrial(plan)
    #expect(report.measured.conflictsCount == nil)
    #expect(report.measured.conflictsPredicted == nil)
  }

  @Test func `waits in the kernel are counted only in trials that count them`() throws {
    let mutex = try Contenders.standard.contender(named: "mutex")
    let settings: [String: String] = ["threads": "1"]
    let steady = try mutex.runGuardTrial(.brief("sessions", settings, strategy: "mutex"))
    #expect(steady.measured.futexWaitsCount == nil)
    let counted = try mutex.runGuardTrial(
      .brief("sessions", settings, strategy: "mutex", purpose: .futexes))
    // One thread waits for no other; nothing is said where the kernel does not offer the count.
    #expect(counted.measured.futexWaitsCount == (FutexWaitCounter() == nil ? nil : 0))
  }

  /// The kinds of violations that one thread finds with one session and stale ids.
  private static func churn<Mistake: Slip>(_: Mistake.Type) throws -> Set<LifetimeViolation.Kind> {
    let settings: [String: String] = [
      "threads": "1", "sessions": "1", "close": "0.1", "stale": "0.5",
    ]
    let report = try GuardTier.run(
      SlipGuard<Mistake, HardwareWord>.self, .brief("churn", settings))
    return Set(report.violations.map(\.kind))
  }

  private static func steady<Mistake: Slip>(_: Mistake.Type) throws -> Set<LifetimeViolation.Kind> {
    let report = try GuardTier.run(SlipGuard<Mistake, HardwareWord>.self, .brief("uncontended"))
    return Set(report.violations.map(\.kind))
  }
}
