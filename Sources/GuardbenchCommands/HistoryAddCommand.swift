internal import ArgumentParser
internal import Bench

/// Appends a run to the history.
struct HistoryAddCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Append a complete run's primary metrics to the history.",
    discussion: """
      A run that is in the history already is refused; nothing in the file is ever changed.

      Example:
        guardbench history add --run results/20260101T120000Z-42
      """)

  @Option(name: .customLong("run"), help: ArgumentHelp("The run's folder.", valueName: "dir"))
  var folder: String

  @OptionGroup
  var history: HistoryOptions

  func run() throws {
    let stored = try StoredRun(RunDirectory(path: folder), Registry.contenders)
    let count = try history.file.add(stored.report)
    Terminal.complain("\(history.file.path): \(count) rows of \(folder) added")
  }
}
