internal import ArgumentParser
internal import CommandSupport
internal import Foundation

/// The command `history show`: shows every series of the history and its change points.
struct HistoryShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show each series' last value and where it has changed for good.",
    discussion: """
      Apache Otava, a package for Python, finds the change points; the script installs it below \
      .build-history/ on first use. Series of fewer than \(HistorySeries.leastCount) runs are not \
      searched.

      The exit code is 0 whatever has changed.
      """)

  @OptionGroup
  var history: HistoryOptions

  @Option(
    name: .customLong("change-points"),
    help: ArgumentHelp(
      "The script that finds change points (default: \(ChangePointFinder.standard.path)).",
      valueName: "script"))
  var script: String?

  @Option(help: "text or json.")
  var format = OutputFormat.text

  func run() throws {
    let (all, tornLine) = try history.file.series()
    let looked = all.indices.filter { all[$0].isLongEnough }
    var series = all
    var finder: String?
    if !looked.isEmpty {
      let asked = script.map { ChangePointFinder(path: $0) } ?? .standard
      let answer = try asked.find(in: looked.map { all[$0].costs })
      for (index, points) in zip(looked, answer.changePoints) {
        series[index].changePoints = points
      }
      finder = answer.finder
    }
    let report = HistoryReport(series, finder: finder, tornLine: tornLine)
    switch format {
    case .text: try Terminal.write(output: report.terminal(Terminal.style))
    case .json: try Terminal.write(output: String(decoding: report.json(), as: UTF8.self))
    }
  }
}
