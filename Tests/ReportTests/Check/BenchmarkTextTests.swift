import Measurement
import Testing

@testable import Report

/// The rules of golang.org/design/14313-benchmark-format, as benchstat's reader applies them.
enum BenchmarkFormat {
  /// A line for each breach; a line that a reader would pass over is one, unless it is a comment.
  static func breaches(of text: String) -> [String] {
    guard text.hasSuffix("\n") else { return ["the last line has no end"] }
    return text.split(separator: "\n", omittingEmptySubsequences: true).compactMap { line in
      if line.hasPrefix("#") || isConfiguration(line) { return nil }
      return isResult(line) ? nil : String(line)
    }
  }

  /// `key: value`, the key in lower case and without blanks.
  private static func isConfiguration(_ line: Substring) -> Bool {
    guard let colon = line.firstIndex(of: ":") else { return false }
    let key = line[..<colon]
    let value = line[line.index(after: colon)...]
    return key.first?.isLowercase == true && !key.contains { $0.isWhitespace || $0.isUppercase }
      && (value.isEmpty || value.first == " " || value.first == "\t")
  }

  /// `<name> <iterations> <value> <unit> [<value> <unit>...]`.
  private static func isResult(_ line: Substring) -> Bool {
    let fields = line.split(whereSeparator: \.isWhitespace)
    guard fields.count >= 4, fields.count.isMultiple(of: 2), fields[0].hasPrefix("Benchmark"),
      fields[0].dropFirst("Benchmark".count).first?.isUppercase == true, Int(fields[1]) != nil
    else { return false }
    return stride(from: 2, to: fields.count, by: 2).allSatisfy { Double(fields[$0]) != nil }
  }
}

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
      #expect(BenchmarkFormat.breaches(of: text(arm, example)) == [])
    }
  }

  @Test func `the rules catch what breaks them`() {
    for line in [
      "Benchmarkpacked 1 2 ns/op", "BenchmarkPacked x 2 ns/op", "BenchmarkPacked 1 2",
      "BenchmarkPacked 1 2 ns/op 3", "BenchmarkPacked 1 two ns/op", "Key: value", "k ey: value",
      "key:value", "PASS",
    ] {
      #expect(BenchmarkFormat.breaches(of: line + "\n") == [line])
    }
    #expect(BenchmarkFormat.breaches(of: "BenchmarkPacked/a=b-2\t1\t2.5e-3 ns/op\n") == [])
    #expect(BenchmarkFormat.breaches(of: "cpu: x\nempty:\n# anything\n\n") == [])
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
    // The controls are not in it, and of every subject the stage that decided.
    #expect(lines.count == 4 + 16 + 16)
  }

  @Test func `both arms' configuration agrees, or benchstat would not compare them`() {
    func configuration(_ arm: CheckArm) -> [Substring] {
      text(arm).split(separator: "\n").filter { !$0.hasPrefix("#") && !$0.hasPrefix("Bench") }
    }
    #expect(configuration(.base) == configuration(.head))
    #expect(configuration(.base).count == 2)
  }

  @Test func `names with blanks or slashes, and trials that finished nothing, keep the rules`() {
    let trials = ExampleCheck().trials.filter { $0.sample.strategy == "packed" }.map { trial in
      var trial = trial
      trial.sample.cell = "10 sessions"
      trial.sample.strategy = "my/guard 2"
      trial.sample.operationsCount = 0
      trial.sample.coresCount = nil
      return trial
    }
    var example = ExampleCheck()
    example.plan.subjects = [CheckSubject(cell: "10 sessions", strategy: "my/guard 2")]
    let record = CheckRecord(
      trials: trials, baseSubjects: example.plan.subjects, headSubjects: example.plan.subjects)
    let result = CheckResult(of: record, by: example.plan)
    let text = BenchmarkText(trials, arm: .base, of: result).text
    #expect(BenchmarkFormat.breaches(of: text) == [])
    #expect(text.contains("BenchmarkCell10_sessions/strategy=my_guard_2-1\t0\t+Inf ns/op"))
  }
}
