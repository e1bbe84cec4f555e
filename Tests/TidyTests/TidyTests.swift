import Testing

/// The sources stay in order, and each rule catches what it is there to catch.
@Suite struct TidyTests {
  typealias File = SourceTree.File

  /// Expects that no file of the package breaks the rule; this suite's own bad examples aside.
  func expectKept(_ rule: (File) -> [String]) throws {
    let files = try SourceTree().files.filter { !$0.path.hasPrefix("Tests/TidyTests/") }
    #expect(files.count > 20, "the sources were not found")
    for breach in files.flatMap(rule) { Issue.record("\(breach)") }
  }

  @Test func `a module imports only what Package.swift names for it`() throws {
    let modules = Modules(manifest: try SourceTree.text(of: "Package.swift"))
    try expectKept { Rules.imports($0, modules) }
    func breaches(_ path: String, _ text: String) -> [String] {
      Rules.imports(File(path: path, text: text), modules)
    }
    #expect(
      breaches("Sources/Wire/Welcome.swift", "public import Reactor\n")
        == ["Sources/Wire/Welcome.swift: Wire may not import Reactor"])
    #expect(
      breaches("Sources/CheckVerdicts/Rule.swift", "internal import Probe\n")
        == ["Sources/CheckVerdicts/Rule.swift: CheckVerdicts may not import Probe"])
    #expect(breaches("Sources/GuardedServer/Time.swift", "import Foundation\n").count == 1)
    #expect(breaches("Sources/Wire/End.swift", "import struct Reactor.Endpoint\n").count == 1)
    #expect(breaches("Sources/Cellar/Box.swift", "").count == 1)
  }

  @Test func `ARCHITECTURE says of every module what it is for and what it must not know`() throws {
    let table = try SourceTree.text(of: "ARCHITECTURE.md")
    func missing(in table: String) throws -> [String] {
      let modules = Modules(manifest: try SourceTree.text(of: "Package.swift"))
      let named = table.matches(of: #/(?m)^\| `(\w+)` \| [^|]+ \| [^|]+ \|$/#).map { String($0.1) }
      return modules.dependencies.keys.filter { name in
        SourceTree.isSource(name) && !named.contains(name)
      }
    }
    #expect(try missing(in: table) == [])
    #expect(try missing(in: table.replacing("| `Wire` |", with: "| Wire |")) == ["Wire"])
  }

  @Test func `unsafe code stays in the modules named for it`() throws {
    try expectKept(Rules.unsafety)
    let wrong = File(path: "Sources/Report/Table.swift", text: "let x = unsafe p.pointee\n")
    #expect(Rules.unsafety(wrong).count == 1)
    let harmless = File(path: "Sources/Report/Table.swift", text: "// an unsafe thing\n")
    #expect(Rules.unsafety(harmless) == [])
  }

  @Test func `every unchecked Sendable says why it is safe`() throws {
    try expectKept(Rules.reasons)
    let wrong = File(
      path: "Sources/Probe/Box.swift", text: "final class Box: @unchecked Sendable {}")
    #expect(Rules.reasons(wrong).count == 1)
  }

  @Test func `every atomic access says its order and why`() throws {
    try expectKept(Rules.orders)
    let wrong = File(path: "Sources/Probe/Box.swift", text: "flag.load(ordering: .relaxed)")
    #expect(Rules.orders(wrong).count == 1)
    func caught(_ line: String) -> Int {
      Rules.orders(File(path: "Sources/SessionGuards/Strategies/Box.swift", text: line)).count
    }
    #expect(caught("try word.load(.relaxed, \"close.flag\")") == 1)
    #expect(caught("_ = word.add(1, .acquiringAndReleasing, \"meet\")") == 1)
    #expect(caught("_ = word.compareExchange(0, 1, .acquiring, site)") == 1)
    #expect(caught("// Acquire: pairs with `open`.\nx.add(1, .acquiring, \"a\")") == 0)
    #expect(caught("case .relaxed, .acquiring: true") == 0)
  }

  @Test func `no name says nothing`() throws {
    try expectKept(Rules.names)
    let wrong = File(path: "Sources/Probe/Box.swift", text: "struct SessionManager {}")
    #expect(Rules.names(wrong) == ["Sources/Probe/Box.swift: SessionManager"])
  }

  @Test func `JSON is read in one place`() throws {
    try expectKept(Rules.decoders)
    let wrong = File(path: "Sources/Bench/Run/Plan.swift", text: "try JSONDecoder().decode(")
    #expect(Rules.decoders(wrong).count == 1)
  }

  @Test func `lines fit in a hundred columns`() throws {
    try expectKept(Rules.columns)
    let wrong = File(path: "Sources/Probe/Box.swift", text: String(repeating: "x", count: 101))
    #expect(Rules.columns(wrong).count == 1)
  }
}
