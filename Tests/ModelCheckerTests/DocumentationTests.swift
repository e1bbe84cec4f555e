import Foundation
import ModelChecker
import SessionGuards
import Testing

/// The page's example is this program, and what it shows is what the program prints.
@Suite struct DocumentationTests {
  final class Shared: Sendable {
    let x = ModelWord(0)
    let data = ModelCell(0)
  }

  @Test func `the example of the page prints what the page shows`() throws {
    let program = Program { program in
      let shared = Shared()
      program.thread("writer") { () throws(Stop) in
        try shared.data.write(1, "fill")
        try shared.x.store(1, .relaxed, "publish")
      }
      program.thread("reader") { () throws(Stop) in
        if try shared.x.load(.acquiring, "look") == 1 { _ = try shared.data.read("use") }
      }
    }
    let violation = try #require(program.explore(.everyTrace).violation)
    let root = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let page = try String(
      contentsOf: root.appending(path: "docs/verification.md"), encoding: .utf8)
    #expect(page.contains("```\n\(violation)\n```"), "\(violation)")
  }
}
