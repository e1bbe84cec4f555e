internal import ArgumentParser
internal import CommandSupport
internal import Report

/// The command `report`: prints the results of a stored run, or puts them into a page.
package struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Render a complete run's answer as markdown, or fill a page's section with it.",
    discussion: """
      Examples:
        guardbench report --run results/20260101T120000Z-42
        guardbench report --run results/reference-2026-01-01 --into README.md

      --into replaces what stands between these two lines of the page, and leaves a page without \
      them as it is:
        \(GeneratedSection.results.begin)
        \(GeneratedSection.results.end)
      """)

  @Option(name: .customLong("run"), help: ArgumentHelp("The run's folder.", valueName: "dir"))
  var folder: String

  @Option(
    help: ArgumentHelp("Put the results into this page, and print nothing.", valueName: "page"))
  var into: String?

  func run() throws {
    let stored = try StoredRun(RunDirectory(path: folder), Registry.contenders)
    let section = stored.report.readmeSection
    guard let into else { return try Terminal.write(output: section) }
    let page = Page(path: into)
    let isChanged = try page.fill(.results, with: section)
    Terminal.complain(
      isChanged ? "\(into) is filled from \(folder)" : "\(into) is up to date with \(folder)")
  }
}
