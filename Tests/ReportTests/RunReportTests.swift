import Measurement
import Testing

@testable import Report

struct RunReportTests {
  private let report = RunReport(ExampleRun.findings(), manifest: ExampleRun.manifest)

  @Test func `the terminal shows the claim, all cells, and the answer`() {
    #expect(report.terminal(.plain) == Golden.terminal)
  }

  @Test func `the page shows every comparison and the machine`() {
    #expect(report.markdown == Golden.page)
  }

  @Test func `README's table is the claim, all cells, and their origin`() {
    #expect(report.readmeSection == Golden.readme)
  }

  @Test func `colors are codes around the same text`() {
    let colored = report.terminal(.colored)
    #expect(colored.contains("\u{1B}[32m< 0.750\u{1B}[0m"))
    #expect(colored.contains("\u{1B}[31m> 1.500\u{1B}[0m"))
    #expect(colored.replacing(/\u{1B}\[\d+m/, with: "") == report.terminal(.plain))
  }

  @Test func `more busy threads than cores are marked wherever their cell is named`() {
    func report(oversubscribed cell: String) -> RunReport {
      let samples = ExampleRun.samples().map { sample in
        var sample = sample
        sample.isOversubscribed = sample.cell == cell
        return sample
      }
      return RunReport(ExampleRun.findings(samples), manifest: ExampleRun.manifest)
    }
    let marked = report(oversubscribed: "echo/64")
    let legend = "† more busy threads than cores: the scheduler is measured as well"
    #expect(marked.terminal(.plain).contains("\necho/64 † "))
    #expect(marked.terminal(.plain).contains("\n\(legend)\n"))
    #expect(marked.markdown.contains("| echo/64 † |"))
    #expect(marked.markdown.contains("\n### echo/64 †\n"))
    #expect(marked.markdown.contains("\n\(legend)\n"))
    #expect(!marked.markdown.contains("sessions/1 †"))
    let none = report(oversubscribed: "none")
    #expect(none.terminal(.plain) == Golden.terminal && none.markdown == Golden.page)
  }

  @Test func `whether a strategy is proved stands in its row, where anything is known of that`() {
    let statuses: [String: VerificationStatus] = [
      "unguarded": .exempt, "mutex": .verified, "packed": .unverified, "flag-count": .verified,
    ]
    let samples = ExampleRun.samples().map { sample in
      var sample = sample
      sample.verification = statuses[sample.strategy]
      return sample
    }
    let report = RunReport(ExampleRun.findings(samples))
    #expect(report.markdown.contains("| verdict | model checker |"))
    for (strategy, status) in statuses {
      let rows = report.markdown.split(separator: "\n").filter { $0.hasPrefix("| \(strategy) |") }
      #expect(rows.count == 4 && rows.allSatisfy { $0.hasSuffix("| \(status.word) |") })
    }
    #expect(report.terminal(.plain).contains(/packed .*  UNVERIFIED\n/))
    #expect(report.terminal(.colored).contains("\u{1B}[31mUNVERIFIED\u{1B}[0m"))
    #expect(!RunReport(ExampleRun.findings()).markdown.contains("model checker"))
  }

  @Test func `how late pushes were stands beside the verdicts`() {
    let samples = ExampleRun.samples().map { sample in
      var sample = sample
      guard sample.cell == "echo/64" else { return sample }
      sample.pushLatencyP50Nanoseconds = 290_000
      sample.pushLatencyP99Nanoseconds = sample.strategy == "packed" ? 4_770_000 : 577_000
      sample.pushesMissedCount = sample.strategy == "packed" ? 20_000 : 0
      return sample
    }
    let page = RunReport(ExampleRun.findings(samples)).markdown
    #expect(page.contains("| echo/64 | mutex | 290 µs | 577 µs | 0.00 % |"))
    #expect(page.contains("| echo/64 | packed | 290 µs | 4.77 ms | 2.0 % |"))
    #expect(!page.contains("### echo/64 (push"))
    #expect(!RunReport(ExampleRun.findings()).markdown.contains("How late"))
  }

  @Test func `a run that failed says so before any number`() {
    var manifest = ExampleRun.manifest
    manifest.outcome = .failed
    manifest.remarks = [
      "A block does not count if", "session 3, generation 7: a push reached another client",
    ]
    let text = RunReport(ExampleRun.findings(), manifest: manifest).terminal(.plain)
    #expect(text.hasPrefix("The run failed: session 3, generation 7: a push reached"))
  }

  @Test func `an empty run answers nothing and says so`() {
    let text = RunReport(ExampleRun.findings([])).terminal(.plain)
    #expect(text.contains("Not answered: the run has no comparison with mutex at sessions/10000."))
    #expect(!text.contains("All cells"))
  }
}
