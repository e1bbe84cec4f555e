import CheckVerdicts
import Testing

@testable import Check
@testable import TrialRows

struct BenchmarkTextTests {
  private func text(
    _ arm: CheckArm, _ example: ExampleCheck = ExampleCheck(), trials: [CheckTrial]? = nil
  ) -> String {
    BenchmarkText(
      trials ?? example.trials, arm: arm, of: example.result, manifest: example.manifest
    ).text
  }

  @Test(arguments: ExampleCheck.endings)
  func `both arms' files keep the format's rules`(example: ExampleCheck) {
    for arm in CheckArm.allCases {
      #expect(BenchmarkFormat(text(arm, example)).breaches == [])
    }
  }

  @Test func `another reader finds every trial's values`() throws {
    let example = ExampleCheck(ratios: ["packed": 1.072])
    for (arm, cost) in [(CheckArm.base, 20.0), (.head, 21.44)] {
      let read = BenchmarkFormat(text(arm, example))
      #expect(read.configuration == ["cpu": "Example CPU", "kernel": "6.1"])
      let packed = read.results.filter { $0.settings["strategy"] == "packed" }
      #expect(read.results.count == 32 && packed.count == 16)
      for result in packed {
        #expect(result.name == "Sessions" && result.settings["sessions"] == "10000")
        #expect(result.coresCount == 2 && result.operationsCount == 1_000_000)
        #expect(result.values == ["ns/op": cost / 2, "cpu-ns/op": cost, "switches/op": 0.001])
      }
    }
  }

  @Test(arguments: [
    "Benchmarkpacked 1 2 ns/op", "packed 1 2 ns/op", " BenchmarkPacked 1 2 ns/op",
    "BenchmarkPacked x 2 ns/op", "BenchmarkPacked 1.5 2 ns/op", "BenchmarkPacked -1 2 ns/op",
    "BenchmarkPacked 1 2", "BenchmarkPacked 1", "BenchmarkPacked 1 2 ns/op 3",
    "BenchmarkPacked 1 two ns/op", "BenchmarkPacked 1 2,5 ns/op", "BenchmarkPacked 1 nan ns/op",
    "BenchmarkPacked 1 2 ns/op 3 ns/op", "BenchmarkPacked 1 2 3 ns/op 4 5",
    "BenchmarkPacked/a 1 2 ns/op", "BenchmarkPacked/a=1/a=2 1 2 ns/op",
    "BenchmarkPacked/a=b=c 1 2 ns/op", "BenchmarkPacked/=b 1 2 ns/op", "Key: value",
    "k ey: value", "keyB: value", "key:value", ": value", "PASS",
  ])
  func `the rules refuse what breaks them`(line: String) {
    #expect(BenchmarkFormat(line + "\n").breaches == [line])
  }

  @Test func `the rules admit what the format allows`() {
    #expect(BenchmarkFormat("BenchmarkPacked 1 2 ns/op").breaches == ["the last line has no end"])
    let text =
      "cpu: x\ncpu:\ty\nempty:\n# anything\n\nBenchmark 1 2 ns/op\n"
      + "BenchmarkPacked/a=b-2 \t 7\t2.5e-3 ns/op  +Inf B/op\n"
    let read = BenchmarkFormat(text)
    #expect(read.breaches == [])
    #expect(read.configuration == ["cpu": "y", "empty": ""])
    #expect(
      read.results.last
        == BenchmarkFormat.Result(
          name: "Packed", settings: ["a": "b"], coresCount: 2, operationsCount: 7,
          values: ["ns/op": 0.0025, "B/op": .infinity]))
    #expect(read.results.count == 2)
  }

  @Test func `a line is one trial with its setting in the name`() {
    let lines = text(.head, ExampleCheck(ratios: ["packed": 1.072])).split(separator: "\n")
    #expect(
      lines.prefix(4) == [
        "# guardbench check, head", "# revision def5678", "cpu: Example CPU", "kernel: 6.1",
      ])
    let line = lines.map(String.init).first { $0.contains("strategy=packed") }
    #expect(
      line
        == "BenchmarkSessions/sessions=10000/strategy=packed-2\t1000000\t10.72 ns/op\t"
        + "21.44 cpu-ns/op\t0.001 switches/op")
    // The controls have no lines, and each subject has those of the stage that decided.
    #expect(lines.count == 4 + 16 + 16)
  }

  @Test func `both arms' configuration agrees, or benchstat would not compare them`() {
    func configuration(_ arm: CheckArm) -> [Substring] {
      text(arm).split(separator: "\n").filter { !$0.hasPrefix("#") && !$0.hasPrefix("Bench") }
    }
    #expect(configuration(.base) == configuration(.head))
    #expect(configuration(.base).count == 2)
  }

  @Test func `names with blanks or slashes keep the rules`() {
    let trials = ExampleCheck().trials.filter { $0.sample.strategy == "packed" }.map { trial in
      var trial = trial
      trial.sample.cell = "10 sessions"
      trial.sample.strategy = "my/guard 2"
      trial.sample.coresCount = nil
      return trial
    }
    var example = ExampleCheck()
    example.plan.subjects = [CheckSubject(cell: "10 sessions", strategy: "my/guard 2")]
    let record = CheckRecord(
      trials: trials, baseSubjects: example.plan.subjects, headSubjects: example.plan.subjects)
    let result = CheckResult(of: record, by: example.plan)
    let text = BenchmarkText(trials, arm: .base, of: result).text
    #expect(BenchmarkFormat(text).breaches == [])
    #expect(text.contains("BenchmarkCell10_sessions/strategy=my_guard_2-1\t"))
  }
}
