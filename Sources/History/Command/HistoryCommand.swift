internal import ArgumentParser

/// The command `history`: keeps the results of runs, and shows what has changed over many of them.
package struct HistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "Keep what runs have shown in one file, and show what has changed over many of them.",
    discussion: """
      Examples:
        guardbench history add --run results/20260101T120000Z-42
        guardbench history show
        guardbench history show --format json

      A history decides nothing, as it mixes days and builds: `guardbench check` judges a change.
      """,
    subcommands: [HistoryAddCommand.self, HistoryShowCommand.self],
    defaultSubcommand: HistoryShowCommand.self)
}

/// The option that names the history's file.
struct HistoryOptions: ParsableArguments {
  @Option(
    name: .customLong("to"),
    help: ArgumentHelp(
      "The history's file (default: \(HistoryFile.standard.path)).", valueName: "file"))
  var path: String?

  var file: HistoryFile { path.map { HistoryFile(path: $0) } ?? .standard }
}
