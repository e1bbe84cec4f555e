/// What a snippet is compiled in, where it does not say that itself.
struct SnippetContext {
  /// The file that the snippet stands in.
  let path: String
  /// A text that the snippet has, and none of the other snippets of the file.
  let mark: String
  /// The source around it; the snippet takes the place of `SNIPPET`.
  var frame = "SNIPPET"
  /// Sources of the package that are compiled with it.
  var others: [String] = []
  /// Whether it sees what only this package may use.
  var isInside = false
  var kind = Kind.declarations

  enum Kind {
    /// What may stand in any file.
    case declarations
    /// Statements at the top level, as in `main.swift` or a manifest.
    case statements
    /// A whole program, which is run as well.
    case program
  }

  func source(of snippet: Snippet) -> String {
    frame.replacing("SNIPPET", with: snippet.code)
  }

  func fits(_ snippet: Snippet) -> Bool {
    snippet.path == path && snippet.code.contains(mark)
  }

  /// Each snippet has one of these.
  static let all: [SnippetContext] = [
    SnippetContext(
      path: "README.md", mark: ".package(path:",
      frame: """
        import PackageDescription
        let package = Package(
          name: "game",
          SNIPPET
        )
        """, kind: .statements),
    SnippetContext(path: "README.md", mark: "Guards.Packed", kind: .program),
    SnippetContext(
      path: "README.md", mark: "GuardbenchCommand", frame: inFunction, others: [ownGuard]),
    SnippetContext(
      path: "Sources/GuardbenchCommands/GuardbenchCommand.swift", mark: "GuardbenchCommand.main",
      frame: inFunction, others: [ownGuard]),
    SnippetContext(
      path: "Sources/Scenarios/Contenders/Contenders.swift", mark: "MyGuard<ModelWord>.self)",
      frame: inFunctionWithContenders, others: [ownGuard]),
    SnippetContext(
      path: "Sources/Scenarios/Contenders/Contenders.swift", mark: "delayed:",
      frame: inFunctionWithContenders, others: [ownGuard]),
    SnippetContext(
      path: "docs/verification.md", mark: "contenders.add", frame: inFunctionWithContenders,
      others: [ownGuard]),
    SnippetContext(path: "docs/verification.md", mark: "Program {", kind: .program),
    SnippetContext(
      path: "docs/verification.md", mark: "Stress.run", frame: inFunction, others: [ownGuard]),
    SnippetContext(
      path: "Sources/ModelChecker/Program.swift", mark: "Program {",
      frame: """
        import ModelChecker
        final class Shared: Sendable { let x = ModelWord(0) }
        func explore() {
          SNIPPET
          print(report.executions)
        }
        """),
    SnippetContext(
      path: "Sources/GuardedServer/SessionHandler.swift", mark: "struct Echo",
      frame: "import GuardedServer\nimport SessionGuards\nSNIPPET"),
    SnippetContext(
      path: "Sources/GuardedServer/LanServer.swift", mark: "struct Chat", frame: "SNIPPET"),
    SnippetContext(
      path: "Sources/GuardedServer/KeptSession.swift", mark: "actor Ranking", frame: "SNIPPET"),
    SnippetContext(
      path: "Sources/GuardedServer/ServerConfiguration.swift", mark: "func makeServer",
      frame: "SNIPPET"),
    SnippetContext(
      path: "Sources/SessionGuards/SessionGuard.swift", mark: "func greet",
      frame: "import SessionGuards\nSNIPPET"),
    SnippetContext(
      path: "ARCHITECTURE.md", mark: "wake_ups_count",
      frame: table(of: "Quantities.Quantity", "row.wakeUpsCount = 3"), isInside: true),
    SnippetContext(
      path: "ARCHITECTURE.md", mark: "burst_count",
      frame: table(of: "Axis", "row.burst = (row.burst ?? 1) + 1"), isInside: true),
  ]

  /// The guard of the example package, under the name that the snippets use.
  private static let ownGuard = "Examples/own-guard/Sources/own-guard/BitLockGuard.swift"

  private static let imports = """
    import GuardbenchCommands
    import ModelChecker
    import Scenarios
    import SessionGuards
    import Verification
    typealias MyGuard = BitLockGuard

    """

  /// A table of one field, which is used.
  private static func table(of definition: String, _ use: String) -> String {
    """
    import Statistics
    import Tables
    @testable import TrialRows
    struct Table: RecordTable {
      typealias Definition = \(definition)
      static let fields = Table()
      static let list = declared()
      SNIPPET
    }
    func use(_ row: inout Record<Table>) { \(use) }
    """
  }

  private static let inFunction = imports + "func example() throws {\n  SNIPPET\n}"

  private static let inFunctionWithContenders =
    imports + "func example(_ contenders: inout Contenders) throws {\n  SNIPPET\n}"
}
