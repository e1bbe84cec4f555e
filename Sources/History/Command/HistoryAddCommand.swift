internal import ArgumentParser
internal import Bench
internal import CommandSupport

/// The command `history add`: appends a run to the history.
struct HistoryAddCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Append a complete run's primary metrics to the history.",
    discussion: """
      A run that is already in the history is refused, and no row of the file is ever changed. \
      The file keeps its line ends and the order of its columns; columns that it lacks are added.

      Example:
        guardbench history add --run results/20260101T120000Z-42
      """)

  @Option(name: .customLong("run"), help: ArgumentHelp("The run's folder.", valueName: "dir"))
  var folder: String

  @OptionGroup
  var history: HistoryOptions

  func run() throws {
    let stored = try StoredRun(RunDirectory(path: folder), Registry.contenders)
    let added = try history.file.add(stored.report)
    if let line = added.tornLine {
      Terminal.complain("\(history.file.path): line \(line) was torn, and is cut off")
    }
    Terminal.complain("\(history.file.path): \(added.rowsCount) rows of \(folder) added")
  }
}
