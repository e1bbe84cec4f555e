internal import ArgumentParser
internal import CommandSupport
internal import Proof
internal import Report
internal import Scenarios

/// Lists what can be measured.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the strategies and the scenarios.",
    discussion: """
      Examples:
        guardbench list
        guardbench list --format json
        guardbench list --into README.md

      --into replaces what stands between these two lines of the page:
        \(GeneratedSection.strategies.begin)
        \(GeneratedSection.strategies.end)
      """)

  @OptionGroup(title: "Certificates")
  var certificates: CertificateOptions

  @Option(help: "text or json.")
  var format = OutputFormat.text

  @Option(
    help: ArgumentHelp(
      "Put the table of strategies into this page, and print nothing.", valueName: "page"))
  var into: String?

  func run() throws {
    let contenders = Registry.contenders
    if let into {
      let table = StrategyTable(contenders.all.map(\.strategy))
      let isChanged = try Page(path: into).fill(.strategies, with: table.markdown)
      return Terminal.complain(isChanged ? "\(into) is filled" : "\(into) is up to date")
    }
    let catalogue = Catalogue(contenders, try certificates.verification(of: contenders))
    switch format {
    case .text: try Terminal.say(catalogue.text)
    case .json: try Terminal.say(OutputFormat.json(catalogue))
    }
  }
}
