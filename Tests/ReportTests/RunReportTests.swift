import Tables
import Testing
import TrialRows

@testable import Bench
@testable import Report
@testable import Statistics

struct RunReportTests {
  private let report = RunReport(ExampleRun.findings(), manifest: ExampleRun.manifest)

  @Test func `the terminal shows the claim, all cells, and the answer`() {
    #expect(report.terminal(.plain) == Golden.terminal)
  }

  @Test func `the page shows every comparison and the machine`() {
    #expect(report.markdown == Golden.page)
  }

  @Test func `README's section is the answer, the claim's table, and where the rest stands`() {
    #expect(report.readmeSection == Golden.readme)
  }

  @Test func `README says whether the answer shows in a server with the note's users`() {
    func section(packed nanoseconds: Int) -> String {
      let samples = ExampleRun.samples().map { sample in
        guard sample.scenario == "echo" else { return sample }
        var sample = sample
        sample.setting.connections = 10_000
        if sample.strategy == "packed" { sample.cpuNanoseconds = nanoseconds * 1_000_000 }
        return sample
      }
      return RunReport(ExampleRun.findings(samples)).readmeSection
    }
    #expect(
      section(packed: 1000).contains(
        "In a server with 10,000 clients it does not show: `mutex` is 2.0 % of the CPU for a"
          + " message (`echo/64`), and `flag-count`, `packed` are equivalent."))
    #expect(section(packed: 500).contains("it shows: `mutex` is 2.0 % of"))
    #expect(!report.readmeSection.contains("In a server"))
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

  @Test func `where blocks are too few the tables say how many agree`() {
    let few = RunReport(ExampleRun.findings(ExampleRun.samples(blocks: 7)))
    let page = few.markdown
    #expect(
      page.contains("| sessions/1 | 80.0 ns | ? 0.063 (7 of 7 cheaper) | ? 1.500 (7 of 7 dearer)"))
    #expect(
      page.contains("| packed | 120 ns | 1.500 |  | cannot tell (too few blocks: 7 of 7 dearer) |"))
    #expect(few.terminal(.plain).contains("? 0.063 (7 of 7 cheaper)"))
    // Three comparisons need seven blocks; a third of the pairs are ties, and others agree.
    let six = RunReport(ExampleRun.findings(ExampleRun.samples(blocks: 6)))
    #expect(six.markdown.contains("? 0.995 (4 of 6 cheaper)"))
    // Rows of earlier releases lack the numbers of blocks that agree.
    let rows = few.findings.rows.map { row in
      var row = row
      (row.cheaperCount, row.dearerCount) = (nil, nil)
      return row
    }
    let old = RunReport(
      RunFindings(rows: rows, plan: ExampleRun.plan, question: ExampleRun.question))
    #expect(old.markdown.contains("| cannot tell (too few blocks: 7) |"))
    #expect(!old.markdown.contains("of 7"))
  }

  @Test func `a run beside other work says how much of the machine that had`() {
    func page(_ disturbances: [String: Double]) -> String {
      let samples = ExampleRun.samples().map { sample in
        var sample = sample
        sample.disturbance = disturbances[sample.cell]
        return sample
      }
      return RunReport(ExampleRun.findings(samples)).markdown
    }
    let both = page(["sessions/1": 0.52, "echo/64": 0.33])
    #expect(
      both.contains("other processes took 33 % to 52 % of the processors at sessions/1, echo/64."))
    #expect(
      page(["echo/64": 0.33]).contains("other processes took 33 % of the processors at echo/64."))
    #expect(both.contains("| sessions/1 (wall) ‡ |") && both.contains("\n### echo/64 ‡\n"))
    #expect(both.contains("\n‡ beside other work") && !both.contains("sessions/10000 ‡"))
    #expect(page(["echo/64": 0.1]).contains("‡") && !page(["echo/64": 0.09]).contains("‡"))
    #expect(!page(["echo/64": 0.04]).contains("other processes took"))
    #expect(page([:]) == RunReport(ExampleRun.findings()).markdown)
  }

  @Test func `blocks that verdicts made a run add stand under the tables`() {
    var plan = ExampleRun.plan
    plan.mostBlocksCount = 48
    let rows = Summary(of: ExampleRun.samples(), plan: plan).rows
    let page = RunReport(RunFindings(rows: rows, plan: plan, question: ExampleRun.question))
      .markdown
    #expect(page.contains("hold together at 95.0 %, whatever number of blocks the verdicts made"))
    #expect(rows.contains { $0.verdict == .faster })
  }

  @Test func `an empty run answers nothing and says so`() {
    let text = RunReport(ExampleRun.findings([])).terminal(.plain)
    #expect(text.contains("Not answered: the run has no comparison with mutex at sessions/10000."))
    #expect(!text.contains("All cells"))
  }
}
