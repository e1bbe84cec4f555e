import Foundation
import Testing

@testable import CheckVerdicts
@testable import Tables
@testable import TrialRows

struct BaselineComparisonTests {
  private let packed = CheckSubject(cell: "sessions", strategy: "packed")
  private var plan: BaselinePlan { BaselinePlan(subjects: [packed]) }

  /// A run in which `packed` costs this ratio of what `mutex` costs, on a machine of any speed.
  private func run(_ ratio: Double, speed: Double = 1, blocks: Int = 24) -> [TrialRow] {
    SyntheticRun.cell("sessions", blocks: blocks) { strategy, block in
      let own = 1 + 0.002 * Double((block + strategy.count) % 3 - 1)
      return (strategy == "packed" ? ratio : 1) * own * SyntheticRun.wobble(block) * 20 * speed
    }
  }

  private func outcome(_ stored: [TrialRow], _ new: [TrialRow]) -> CheckOutcome {
    CheckResult(stored: stored, new: new, by: plan).outcome
  }

  @Test func `a ratio that grew is a regression, one that did not passes, on any machine`() {
    #expect(outcome(run(0.7), run(0.7, speed: 3)) == .pass)
    #expect(outcome(run(0.7), run(0.76, speed: 0.5)) == .regression)
    #expect(outcome(run(0.7), run(0.725)) == .regression)
    #expect(outcome(run(0.7), run(0.6)) == .pass)
    let better = CheckResult(stored: run(0.7), new: run(0.6), by: plan)
    #expect(better.improvements.map(\.subject) == [packed])
  }

  @Test func `the interval of the change rests on the intervals of both runs`() throws {
    let result = CheckResult(stored: run(0.7), new: run(0.7), by: plan)
    let finding = try #require(result.findings.first)
    let low = try #require(finding.changeLow)
    let high = try #require(finding.changeHigh)
    #expect(low < 0.998 && high > 1.002)
    #expect(try #require(finding.coverage) >= 0.95)
    #expect(result.method == .storedRatios(reference: "mutex"))
    #expect(isClose(plan.confidence, 0.975))
  }

  @Test func `a stored run whose verdicts decided the number of its blocks has wider intervals`()
    throws
  {
    var plan = plan
    let fixed = try #require(
      CheckResult(stored: run(0.7), new: run(0.7), by: plan).findings.first)
    plan.storedMostBlocksCount = 48
    let open = try #require(CheckResult(stored: run(0.7), new: run(0.7), by: plan).findings.first)
    #expect(try #require(open.changeLow) < #require(fixed.changeLow))
    #expect(try #require(open.changeHigh) > #require(fixed.changeHigh))
    #expect(open.verdict != .regression && open.change == fixed.change)
    // Eight blocks have an interval if their number was fixed, and none if it was not.
    let few = run(0.7, blocks: 8)
    #expect(CheckResult(stored: few, new: run(0.7), by: plan).outcome == .inconclusive)
    plan.storedMostBlocksCount = nil
    #expect(CheckResult(stored: few, new: run(0.7), by: plan).outcome == .pass)
  }

  @Test func `too few blocks are inconclusive`() {
    #expect(outcome(run(0.7, blocks: 5), run(0.7)) == .inconclusive)
    #expect(outcome(run(0.7), run(0.9, blocks: 5)) == .inconclusive)
  }

  @Test func `a run whose every block was disturbed is inconclusive: nothing is lost or new`() {
    let disturbed = run(0.7).map { sample in
      var sample = sample
      sample.valid = false
      return sample
    }
    for (stored, new) in [(run(0.7), disturbed), (disturbed, run(0.7)), (disturbed, disturbed)] {
      let result = CheckResult(stored: stored, new: new, by: plan)
      #expect(result.outcome == .inconclusive && result.faults == [] && result.newSubjects == [])
      #expect(result.findings.map(\.pairsCount) == [0] && !result.couldReject)
      #expect(result.largestSlowdownNotExcluded == .infinity)
    }
  }

  @Test func `a subject that is lost, or that neither run has, is a harness error`() {
    let gone = CheckResult(stored: run(0.7), new: [], by: plan)
    #expect(gone.outcome == .harnessError && gone.faults == [.lostInHead(packed)])
    let never = CheckResult(stored: [], new: [], by: plan)
    #expect(never.faults == [.unknown(packed)])
    let onlyNew = CheckResult(stored: [], new: run(0.7), by: plan)
    #expect(onlyNew.newSubjects == [packed] && onlyNew.faults == [.nothingToCompare])
    let withoutReference = run(0.7).filter { $0.strategy != "mutex" }
    #expect(outcome(run(0.7), withoutReference) == .harnessError)
  }
}

struct BaselineFileTests {
  private func fault(_ bytes: Data?) throws -> CheckFault? {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    let url = folder.appending(path: "samples.csv")
    try bytes?.write(to: url)
    do {
      _ = try BaselineFile.rows(of: TrialRow.self, at: url)
      return nil
    } catch {
      return error
    }
  }

  @Test func `a baseline that is missing, empty or torn is refused with its reason`() throws {
    let whole = Data(Table([TableTests.sample(0)]).csv.utf8)
    #expect(try fault(whole) == nil)
    guard case .missingBaseline = try fault(nil) else {
      Issue.record("a missing file")
      return
    }
    for (bytes, reason) in [
      (Data(), "not even a header"), (whole.dropLast(3), "torn"),
      (Data(Table<TrialRow>.header.utf8), "no row"),
      (Data("a,b\r\n1,2\r\n".utf8), "unknown column"),
    ] {
      let line = try #require(try fault(bytes)).description
      #expect(line.contains(reason), "\(line)")
    }
  }
}
