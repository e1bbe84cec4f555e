internal import ArgumentParser
internal import Bench

/// Lists what can be benched.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the strategies and the scenarios.",
    discussion: """
      Examples:
        guardbench list
        guardbench list --format json
      """)

  @Option(help: "text or json.")
  var format = OutputFormat.text

  func run() throws {
    let catalogue = Catalogue(Registry.contenders)
    switch format {
    case .text: try Terminal.say(catalogue.text)
    case .json: try Terminal.say(OutputFormat.json(catalogue))
    }
  }
}
