import Foundation
import Mutants
import Tables
import Testing

/// The kill matrix that is kept in `results/verification` is of the mutants that there are.
@Suite struct KillMatrixTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "results/verification")

  static func committed() throws -> Table<KillRow> {
    let data = try Data(contentsOf: folder.appending(path: "kill-matrix.csv"))
    return try Table(csv: [UInt8](data))
  }

  @Test func `the matrix has a row for every mutant and sketch on every rung, and for no other`()
    throws
  {
    let rows = try KillMatrixTests.committed().rows
    let found = rows.map { "\($0.kind.rawValue) \($0.subject) on \($0.rung.rawValue)" }
    func each(_ subjects: [String], but left: Set<Rung> = []) -> [String] {
      subjects.flatMap { subject in
        Rung.allCases.filter { !left.contains($0) }.map { "\(subject) on \($0.rawValue)" }
      }
    }
    // No order that is one step weaker shows in a server on the processors that there are. A sketch
    // is for the model alone.
    let wanted =
      each(Mutant.all.map { "mutant \($0)" })
      + each(Mutant.weakenings.map { "weakening \($0)" }, but: [.server])
      + each(Sketch.all.map { "sketch \($0)" }, but: [.stress, .server])
    #expect(Set(wanted).count == wanted.count, "two mutants have one name")
    #expect(found.sorted() == wanted.sorted(), "run `make kill-matrix`")
  }

  @Test func `no mutant survives all rungs but those that are kept for a reason`() throws {
    let page = KillPage(try KillMatrixTests.committed())
    #expect(page.survivors == [])
    let kept = Set(page.rows.filter { $0.keptFor != nil }.map(\.strategy))
    #expect(kept == ["spinlock", "hazard-promote", "mcs"])
  }

  @Test func `the page says what the table says`() throws {
    let page = try String(
      contentsOf: KillMatrixTests.folder.appending(path: "kill-matrix.md"), encoding: .utf8)
    #expect(page == KillPage(try KillMatrixTests.committed()).markdown)
  }

  @Test func `a mutant that no rung finds is named as a survivor`() {
    var dead = KillRow(strategy: "packed", kind: .mutant, mutant: "dies", rung: .stress)
    dead.isFound = true
    let lives = KillRow(strategy: "packed", kind: .mutant, mutant: "lives", rung: .stress)
    var kept = KillRow(strategy: "packed", kind: .weakening, mutant: "stays", rung: .stress)
    kept.keptFor = "a reason"
    let page = KillPage(Table([dead, lives, kept]))
    #expect(page.survivors == ["packed: lives"])
    #expect(page.markdown.contains("**Survivors: packed: lives.**"))
  }
}
