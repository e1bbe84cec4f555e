import CheckVerdicts
import Foundation
import Testing
import TrialRows

@testable import Check
@testable import Report

struct CheckReportTests {
  static let headlines: [(ExampleCheck, String)] = [
    (ExampleCheck(), "Pass: the largest slowdown not excluded is +0.0 %."),
    (
      ExampleCheck(ratios: ["packed": 1.072]),
      "Regression: packed in sessions/sessions=10000, CPU +7.2 % [+7.2 %, +7.2 %]."
    ),
    (
      ExampleCheck(scatter: 1.08),
      "Inconclusive: packed in sessions/sessions=10000, CPU +3.9 % [+0.0 %, +8.0 %]."
    ),
    (
      ExampleCheck(identicalRatio: 1.04),
      "Instrument invalid: identical arms told apart (CPU +4.0 % [+4.0 %, +4.0 %])."
    ),
    (
      ExampleCheck(slowedRatio: 1.001),
      "Instrument invalid: an arm tuned to be at least 20 % slower not seen "
        + "(CPU +0.1 % [+0.1 %, +0.1 %])."
    ),
    (
      ExampleCheck(faults: [.failed("base: the build failed")]),
      "Harness error: base: the build failed."
    ),
  ]

  @Test(arguments: headlines)
  func `the headline says how it ended and why`(example: ExampleCheck, headline: String) {
    #expect(CheckReport(example.result).headline == headline)
  }

  @Test(arguments: ExampleCheck.endings)
  func `the largest slowdown not excluded is always stated`(example: ExampleCheck) {
    let report = example.report
    let sentence = report.largest.dropFirst()
    #expect(report.terminal(.plain).contains(sentence))
    #expect(report.markdown.contains(sentence))
  }

  @Test func `the terminal shows the verdict, the table, the controls and the promise`() {
    #expect(
      ExampleCheck(ratios: ["packed": 1.072, "mutex": 0.9]).report.terminal(.plain)
        == Golden.checkTerminal)
  }

  @Test func `a pull request's comment is short and begins with the verdict`() {
    let text = ExampleCheck(ratios: ["packed": 1.072, "mutex": 0.9]).report.markdown
    #expect(text == Golden.checkMarkdown)
  }

  @Test func `colors are codes around the same text`() {
    let report = ExampleCheck(ratios: ["packed": 1.072]).report
    let colored = report.terminal(.colored)
    #expect(colored.hasPrefix("\u{1B}[31mRegression:"))
    #expect(colored.replacing(/\u{1B}\[\d+m/, with: "") == report.terminal(.plain))
    #expect(ExampleCheck().report.terminal(.colored).hasPrefix("\u{1B}[32mPass:"))
  }

  @Test func `a budget without room for any pairs is the reason of an inconclusive check`() throws {
    var example = ExampleCheck()
    example.plan.briefPairsCount = 0
    example.plan.freshPairsCount = 0
    var manifest = example.manifest
    manifest.neededBudgetSeconds = 74.2
    let report = CheckReport(example.result, manifest: manifest)
    #expect(report.result.outcome == .inconclusive && report.result.faults == [])
    #expect(!report.result.couldReject)
    #expect(
      report.headline.hasPrefix(
        "Inconclusive: no pairs were run, as the fewest would have taken some 75 s on this machine "
          + "now, and the budget is 60 s"))
    #expect(report.largest == "no slowdown is excluded")
    let terminal = report.terminal(.plain)
    #expect(!terminal.contains("hidden by noise") && !terminal.contains("Not compared"))
    let text = String(decoding: try report.json(), as: UTF8.self)
    #expect(text.contains("\"needed_budget_s\" : 74.2"))
  }

  @Test func `new subjects are listed, lost ones are errors`() {
    let new = ExampleCheck(baseSubjects: [ExampleCheck.packed]).report
    #expect(new.terminal(.plain).contains("New in head, not judged: mutex in sessions/"))
    let lost = ExampleCheck(headSubjects: [ExampleCheck.packed]).report
    #expect(lost.headline.hasPrefix("Harness error: mutex in sessions/sessions=10000: base has it"))
  }

  @Test func `a headline stays one line, however many reasons there are`() {
    let faults = (1...5).map { CheckFault.failed("trial \($0) was killed") }
    let headline = ExampleCheck(faults: faults).report.headline
    #expect(headline.contains("trial 3 was killed; and 2 more"))
    #expect(!headline.contains("trial 4"))
  }

  @Test func `counts are shown with both values and no interval`() {
    var example = ExampleCheck()
    example.plan.exactLimits = [.instructions]
    for (arm, value) in [(CheckArm.base, 18.0), (.head, 20.0)] {
      for subject in example.plan.subjects {
        example.counts.append(
          ExactCount(subject, quantity: "instructions_per_op_count", arm: arm, value: value))
      }
    }
    let text = example.report.terminal(.plain)
    #expect(example.report.headline.contains("instructions from 18.0 to 20.0"))
    #expect(text.contains("exact"))
  }

  @Test func `the weaker check says that it is the weaker check`() {
    func run(_ cost: Double) -> [TrialRow] {
      ExampleRun.samples().map { sample in
        var sample = sample
        if sample.strategy == "packed" {
          sample.cpuNanoseconds = sample.cpuNanoseconds.map { Int(Double($0) * cost) }
        }
        return sample
      }
    }
    let plan = BaselinePlan(
      subjects: [CheckSubject(cell: "sessions/10000", strategy: "packed")])
    let report = CheckReport(CheckResult(stored: run(1), new: run(1.2), by: plan))
    #expect(report.headline.hasPrefix("Regression: packed in sessions/10000, CPU +20.0 %"))
    for text in [report.terminal(.plain), report.markdown] {
      #expect(text.contains("This is the weaker check: ratios to mutex"))
      #expect(!text.contains("any verdict is wrong"))
    }
  }

  @Test(arguments: ExampleCheck.endings)
  func `the JSON says how it ended, with the table's names`(example: ExampleCheck) throws {
    let object = try #require(
      try JSONSerialization.jsonObject(with: example.report.json()) as? [String: Any])
    let result = example.result
    #expect(object["outcome"] as? String == result.outcome.rawValue)
    #expect(object["exit_code"] as? Int == Int(result.outcome.exitCode))
    #expect((object["faults"] as? [String])?.count == result.faults.count)
    if result.largestSlowdownNotExcluded.isFinite {
      let largest = try #require(object["largest_slowdown_ratio"] as? Double)
      #expect(abs(largest - result.largestSlowdownNotExcluded) < 1e-12)
    } else {
      #expect(object["largest_slowdown_ratio"] as? String == "INF")
    }
    let findings = try #require(object["findings"] as? [[String: Any]])
    #expect(findings.count == result.findings.count)
    #expect(findings.allSatisfy { $0["verdict"] is String && $0["metric"] is String })
    let check = try #require(object["check"] as? [String: Any])
    #expect(check["base_revision"] as? String == "abc1234")
  }

  @Test func `changes carry their sign`() {
    #expect(Quantity.change(1.0204) == "+2.0 %")
    #expect(Quantity.change(0.97) == "−3.0 %")
    #expect(Quantity.change(0.9999) == "+0.0 %")
    #expect(Quantity.change(2.5) == "+150 %")
    #expect(Quantity.change(.infinity) == "+∞")
    #expect(Quantity.signed(-0.012) == "−0.012")
  }

  @Test func `bounds are never rounded to the side that claims more`() {
    #expect(Quantity.atMost(0.01004) == "1.1 %")
    #expect(Quantity.atLeast(0.9499) == "94.9 %")
  }
}
