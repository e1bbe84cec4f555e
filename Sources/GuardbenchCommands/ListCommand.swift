internal import ArgumentParser
internal import CommandSupport
internal import Proof

/// Lists what can be benched.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the strategies and the scenarios.",
    discussion: """
      Examples:
        guardbench list
        guardbench list --format json
      """)

  @OptionGroup(title: "Certificates")
  var certificates: CertificateOptions

  @Option(help: "text or json.")
  var format = OutputFormat.text

  func run() throws {
    let contenders = Registry.contenders
    let catalogue = Catalogue(contenders, try certificates.verification(of: contenders))
    switch format {
    case .text: try Terminal.say(catalogue.text)
    case .json: try Terminal.say(OutputFormat.json(catalogue))
    }
  }
}
