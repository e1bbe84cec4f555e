import Foundation
import Probe
import TestFolders
import Testing

/// `study` builds one revision twice, and keeps a ledger of the checks of it.
@Suite struct StudyRevisionTests {
  private let package: ScriptedPackage

  init() throws { package = try ScriptedPackage() }

  /// Studies for this long, and until the check that is under way then has ended.
  private func study(_ arguments: [String], for limit: String = "1s") throws -> Program.Result {
    try package.run(
      [
        "study", "--checks", "1", "--budget", "7s", "--for", limit, "--ledger", "kept/ledger.csv",
      ] + arguments)
  }

  @Test func `a study keeps whole checks, and has its ledger's folder for itself`() throws {
    try package.write("kept/.gitignore", "*\n")
    let claim = try FolderClaim.take(of: package.folder.path("kept"))
    let second = try study(["--kind", "aa"])
    #expect(second.exitCode == 1 && second.complaints.count == 1)
    #expect(second.errorOutput.contains("kept is being written by another study"))
    #expect(!FileManager.default.fileExists(atPath: package.folder.path("kept/ledger.csv")))
    _ = consume claim
    let unknown = try study(["--kind", "aa", "--strategy", "nothing"])
    #expect(unknown.exitCode == 2)
    #expect(unknown.errorOutput.contains("--strategy nothing: the program has no such strategy"))
    #expect(!FileManager.default.fileExists(atPath: package.folder.path("kept/ledger.csv")))
    // On a busy machine the budget may be too short for any check, which is then inconclusive.
    let first = try study(["--kind", "aa"])
    #expect(first.exitCode == 0, "\(first.errorOutput)")
    let text = try package.folder.text("kept/ledger.csv")
    let rows = text.split(separator: "\r\n").dropFirst()
    #expect(text.hasSuffix("\r\n") && !rows.isEmpty)
    for (number, row) in rows.enumerated() {
      #expect(row.hasPrefix("aa,packed,0.0,7.0,1,\(number),"))
      #expect(!row.contains("regression"))
    }
  }

  @Test func `a check and a study hold their builds for as long as they run`() throws {
    var program = ScriptedProgram()
    // The program lies in its build's folder, which no other process may claim meanwhile.
    program.beforeTrial =
      "echo >> ran; if flock -n -x \"$(dirname \"$0\")\" true; then echo >> free; fi"
    _ = try program.write("program", in: package.folder)
    try package.write(".gitignore", "/.build/\n/*.trials\n/check\n/ran\n/free\n/kept\n")
    try package.commit()
    #expect(try package.check("HEAD").exitCode == 0)
    try package.write("kept/.gitignore", "*\n")
    _ = try study(["--kind", "aa"])
    #expect(FileManager.default.fileExists(atPath: package.folder.path("ran")))
    #expect(!FileManager.default.fileExists(atPath: package.folder.path("free")))
  }

  @Test func `checks that fail one after the other end a study`() throws {
    var program = ScriptedProgram()
    program.beforeTrial = "exit 7"
    _ = try program.write("program", in: package.folder)
    try package.commit()
    try package.write("kept/.gitignore", "*\n")
    let result = try study(["--kind", "aa"], for: "10m")
    #expect(result.exitCode == 1)
    #expect(result.errorOutput.contains("3 checks failed in a row: "))
    let rows = try package.folder.text("kept/ledger.csv").split(separator: "\r\n").dropFirst()
    #expect(rows.count == 3 && rows.allSatisfy { $0.contains("harness_error") })
  }

  @Test func `what fails when the slowdown is measured again does not lose the check before it`()
    throws
  {
    var program = ScriptedProgram()
    // 9 steps cost 4.5 %, and are measured with four times as many, before the check and after it;
    // the check's own control is slowed by 64.
    program.beforeTrial = """
      case $steps in
        9) echo >> kept/injected ;;
        36) if [ -e kept/injected ]; then exit 7; fi ;;
      esac
      """
    _ = try program.write("program", in: package.folder)
    try package.commit()
    try package.write("kept/.gitignore", "*\n")
    let result = try study(["--kind", "power", "--slowdown", "5"])
    #expect(result.exitCode == 0, "\(result.errorOutput)")
    #expect(FileManager.default.fileExists(atPath: package.folder.path("kept/injected")))
    let rows = try package.folder.text("kept/ledger.csv").split(separator: "\r\n").dropFirst()
    #expect(rows.count == 1 && rows.allSatisfy { !$0.contains("harness_error") })
    // What it cost before the check is known, what after it is not.
    let last = rows.last?.split(separator: ",", omittingEmptySubsequences: false).suffix(2) ?? []
    #expect(last.map(\.isEmpty) == [false, true])
  }
}
