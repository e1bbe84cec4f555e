internal import ArgumentParser
internal import Bench
internal import CheckVerdicts
internal import CommandSupport
internal import Foundation
internal import Report
internal import Tables
internal import Trials

/// The command `study`: finds out how often `check` is wrong.
package struct StudyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "study",
    abstract: "Find out how often `check` is wrong, on arms whose true difference is known.",
    discussion: """
      Runs the check again and again on two separate builds of the last commit, and appends each \
      verdict to a ledger, from which nothing is removed. The number of checks is fixed before the \
      first. A check that says nothing does not count, and another one is run for it: of identical \
      arms, one that could not have rejected. The same command resumes an interrupted study.

      Examples:
        guardbench study --kind aa --checks 299 --for 30m
        guardbench study --kind power --slowdown 5 --budget 60s --checks 93
        guardbench study --kind aa-under-load --budget 30s --checks 59
        guardbench study --show
      """)

  @Option(help: "aa (identical arms), aa-under-load (beside a busy process) or power.")
  var kind: String?

  @Option(help: ArgumentHelp("The slowdown that is injected, in percent.", valueName: "percent"))
  var slowdown = 0.0

  @Option(help: "How many checks the study has in all.")
  var checks = 299

  @Option(help: ArgumentHelp("The time of each check.", valueName: "time"))
  var budget = "15s"

  @Option(help: "The strategy that is checked, in `sessions`.")
  var strategy = "packed"

  @Option(name: .customLong("for"), help: ArgumentHelp("Stop after this time.", valueName: "time"))
  var limit = "24h"

  @Option(help: ArgumentHelp("The ledger's file.", valueName: "file"))
  var ledger = "results/check/ledger.csv"

  @Flag(help: "Only print what the ledger shows.")
  var show = false

  @Option(help: ArgumentHelp("Fill the ledger's section of this page.", valueName: "page"))
  var into: String?

  func validate() throws {
    if show || kind == nil && into != nil { return }
    guard let kind = try chosenKind() else {
      throw ValidationError("name the --kind of study, or --show the ledger")
    }
    if let fault = Limits.checks.fault(of: checks) { throw ValidationError("--checks \(fault)") }
    if let fault = Limits.slowdownPercent.fault(of: slowdown) {
      throw ValidationError("--slowdown \(fault)")
    }
    guard (kind == .power) == (slowdown > 0) else {
      throw ValidationError("--slowdown goes with --kind power, and lies above 0 there")
    }
  }

  private func chosenKind() throws -> LedgerRow.Kind? {
    guard let kind else { return nil }
    if let known = LedgerRow.Kind(rawValue: kind) { return known }
    let names = LedgerRow.Kind.allCases.map(\.rawValue).joined(separator: ", ")
    throw ValidationError("--kind \(kind): expected one of \(names)")
  }

  func run() throws {
    let url = URL(filePath: ledger)
    if !show, let kind = try chosenKind() { try study(kind, url) }
    guard FileManager.default.fileExists(atPath: url.path) else {
      throw RunFailure.failed(
        "there is no ledger at \(ledger): name it by --ledger, or begin it with a study")
    }
    let rows = try BaselineFile.rows(of: LedgerRow.self, at: url)
    let report = LedgerReport(LedgerSummary(of: rows))
    try Terminal.write(output: report.terminal(Terminal.style))
    guard let into else { return }
    if try Page(path: into).fill(.checkLedger, with: report.markdown) {
      Terminal.complain("\(into): the ledger's section is filled")
    }
  }

  private func study(_ kind: LedgerRow.Kind, _ url: URL) throws {
    let seconds = try CheckOptions.seconds(limit, "--for", .runSeconds)
    let study = Study(
      kind: kind, strategy: strategy, slowdownPercent: slowdown,
      budgetSeconds: try CheckOptions.seconds(budget, "--budget", .budgetSeconds),
      plannedCount: checks)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    let environment = try RunEnvironment.ofThisProgram(Registry.contenders)
    var progress = StudyProgress()
    let run = try StudyRun(study, ledger: url, environment, &progress)
    Terminal.complain("\(run.plannedDoneCount) of \(checks) checks are in \(url.relativePath)")
    try run.run(for: .seconds(seconds), &progress) { row, doneCount in
      let change = row.cpu.change.map { String(format: "%+.2f %%", ($0 - 1) * 100) } ?? "unknown"
      let seconds = Int((row.wallSeconds ?? 0).rounded())
      Terminal.complain(
        "\(doneCount) of \(checks): \(row.outcome.rawValue), CPU \(change), \(seconds) s"
          + (row.percentAfter.map { String(format: ", %.2f %% after it", $0) } ?? "")
          + (row.counts
            ? "" : row.study.kind == .power ? ", another slowdown" : ", could not reject"))
    }
  }
}

/// The progress of a study's checks, of which only the first one's preparation is shown.
private struct StudyProgress: CheckObserver {
  private var isFirst = true

  mutating func noted(_ remark: String) {
    if isFirst { Terminal.complain(remark) }
  }

  mutating func began(_ preparation: String) { noted(preparation) }

  mutating func began(
    _: CheckSchedule.Pair, in _: CheckStage, pairsDone _: Int, of _: Int, timeLeft _: Duration
  ) {
    isFirst = false
  }
}
