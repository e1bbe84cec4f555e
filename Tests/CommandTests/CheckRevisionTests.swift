import Foundation
import Probe
import TestFolders
import Testing

/// `check --base` builds revisions; here those of a package whose program hands everything to a
/// script beside it.
///
/// Swift builds it where a test is of building; for the others a stand-in does, in no time.
@Suite struct CheckRevisionTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try write(
      "Package.swift",
      """
      // swift-tools-version: 6.2
      import PackageDescription
      let package = Package(
        name: "guardbench", traits: ["Jemalloc"],
        targets: [.executableTarget(name: "guardbench")])
      """)
    try write(
      "Sources/guardbench/main.swift",
      """
      import Glibc
      let script = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
      var arguments = (["sh", script + "/program"] + CommandLine.arguments.dropFirst()).map {
        strdup($0)
      }
      arguments.append(nil)
      execv("/bin/sh", arguments)
      """)
    try write(".gitignore", "/.build/\n/*.trials\n/check\n")
    _ = try ScriptedProgram().write("program", in: folder)
    try folder.shell("git init -q")
    try commit()
  }

  private func write(_ name: String, _ text: String) throws {
    let url = folder.url.appending(path: name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  private func commit() throws {
    try folder.shell("git add --all && git commit -q -m 'one more'")
  }

  /// Who builds the package.
  private enum Builder { case swift, standIn }

  private func check(_ base: String, builtBy builder: Builder = .standIn) throws -> Program.Result {
    try? FileManager.default.removeItem(at: folder.url.appending(path: "check"))
    return try run(
      ["check", "--base", base, "--strategies", "packed", "--output", "check"]
        + CheckCommandTests.steady, builtBy: builder)
  }

  private func run(
    _ arguments: [String], builtBy builder: Builder = .standIn
  ) throws -> Program.Result {
    let environment = builder == .standIn ? ["PATH": try standIn()] : [:]
    // Swift builds beside other tests, and nothing is said on the output before the end.
    return try Program.computing.run(
      arguments, in: folder.url, environment: environment, patience: Program.minute * 10)
  }

  /// A path on which `swift` puts a call of the package's script where its program would be.
  ///
  /// It lies in git's folder, which is no part of the tree.
  private func standIn() throws -> String {
    try write(
      ".git/tools/swift",
      """
      #!/bin/sh
      [ "$1" = build ] || exit 2
      while [ "$1" != --package-path ]; do shift || exit 2; done
      mkdir -p "$2/.build/release" || exit
      printf '#!/bin/sh\\nexec sh "%s/program" "$@"\\n' "$2" >"$2/.build/release/guardbench"
      chmod +x "$2/.build/release/guardbench"
      """)
    let tools = folder.url.appending(path: ".git/tools")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: tools.appending(path: "swift").path)
    return tools.path + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "")
  }

  @Test func `a change to a text passes, and one that costs is found before it is committed`()
    throws
  {
    try write("README.md", "Not tracked yet.\n")
    #expect(try check("HEAD", builtBy: .swift).exitCode == 0)
    #expect(try folder.text("check/check.json").contains("\"head_is_dirty\" : true"))
    var slow = ScriptedProgram()
    slow.cost = 1080
    _ = try slow.write("program", in: folder)
    #expect(try check("HEAD", builtBy: .swift).exitCode == 3)
    try commit()
    let again = try check("HEAD", builtBy: .swift)
    #expect(again.exitCode == 0)
    #expect(!again.errorOutput.contains("building"))
    // The builds are no part of the tree, although this repository does not ignore them.
    #expect(try folder.text("check/check.json").contains("\"head_is_dirty\" : false"))
  }

  @Test func `other packages are another build, although git ignores what they were resolved to`()
    throws
  {
    try write(".gitignore", "/.build/\n/*.trials\n/check\nPackage.resolved\n")
    try commit()
    #expect(try check("HEAD").errorOutput.contains("building"))
    #expect(try !check("HEAD").errorOutput.contains("building"))
    try write("Package.resolved", "{\"pins\": [], \"version\": 3}\n")
    let result = try check("HEAD")
    #expect(result.exitCode == 0 && result.errorOutput.contains("building"))
  }

  @Test func `the builds that were used longest ago go, but none that somebody uses`() throws {
    try write(".build-check/.gitignore", "*\n")
    for number in 0..<9 { try write(".build-check/old-\(number)/.built", "") }
    for number in 0..<9 {
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: Double(number))],
        ofItemAtPath: folder.path(".build-check/old-\(number)/.built"))
    }
    let used = try FolderClaim.share(of: folder.path(".build-check/old-0"))
    #expect(try check("HEAD").exitCode == 0)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path(".build-check"))
    // Eight stay, of which one was built now, and the one in use.
    let old = names.filter { $0.hasPrefix("old-") }.sorted()
    #expect(old == ["old-0"] + (2..<9).map { "old-\($0)" })
    _ = consume used
  }

  @Test func `a folder that has something in it: exit 1 before anything is built`() throws {
    try write("check/notes.txt", "mine\n")
    let result = try run(
      ["check", "--base", "HEAD", "--strategies", "packed", "--output", "check"])
    #expect(result.exitCode == 1 && result.complaints.count == 1)
    #expect(result.errorOutput.contains("check is not empty"))
    #expect(!result.errorOutput.contains("building"))
    #expect(try folder.text("check/notes.txt") == "mine\n")
  }

  @Test func `a base that does not build: exit 1, and the compiler's reason`() throws {
    try write("Sources/guardbench/main.swift", "let one: Int = \"two\"\n")
    try commit()
    let result = try check("HEAD", builtBy: .swift)
    #expect(result.exitCode == 1)
    #expect(result.errorOutput.contains("cannot be built: "))
    #expect(result.errorOutput.contains("error: cannot convert value"))
  }

  /// Studies for this long, and until the check that is under way then has ended.
  private func study(_ arguments: [String], for limit: String = "1s") throws -> Program.Result {
    try run(
      [
        "study", "--checks", "1", "--budget", "7s", "--for", limit, "--ledger", "kept/ledger.csv",
      ] + arguments)
  }

  @Test func `a study keeps whole checks, and has its ledger's folder for itself`() throws {
    try write("kept/.gitignore", "*\n")
    let claim = try FolderClaim.take(of: folder.path("kept"))
    let second = try study(["--kind", "aa"])
    #expect(second.exitCode == 1 && second.complaints.count == 1)
    #expect(second.errorOutput.contains("kept is being written by another study"))
    #expect(!FileManager.default.fileExists(atPath: folder.path("kept/ledger.csv")))
    _ = consume claim
    let unknown = try study(["--kind", "aa", "--strategy", "nothing"])
    #expect(unknown.exitCode == 2)
    #expect(unknown.errorOutput.contains("--strategy nothing: the program has no such strategy"))
    #expect(!FileManager.default.fileExists(atPath: folder.path("kept/ledger.csv")))
    // On a busy machine the budget may be too short for any check, which is then inconclusive.
    let first = try study(["--kind", "aa"])
    #expect(first.exitCode == 0, "\(first.errorOutput)")
    let text = try folder.text("kept/ledger.csv")
    let rows = text.split(separator: "\r\n").dropFirst()
    #expect(text.hasSuffix("\r\n") && !rows.isEmpty)
    for (number, row) in rows.enumerated() {
      #expect(row.hasPrefix("aa,packed,0.0,7.0,1,\(number),"))
      #expect(!row.contains("regression"))
    }
  }

  @Test func `a check and a study hold their builds for as long as they run`() throws {
    var program = ScriptedProgram()
    // The program lies in its build's folder, which nobody may have for himself meanwhile.
    program.beforeTrial =
      "echo >> ran; if flock -n -x \"$(dirname \"$0\")\" true; then echo >> free; fi"
    _ = try program.write("program", in: folder)
    try write(".gitignore", "/.build/\n/*.trials\n/check\n/ran\n/free\n/kept\n")
    try commit()
    #expect(try check("HEAD").exitCode == 0)
    try write("kept/.gitignore", "*\n")
    _ = try study(["--kind", "aa"])
    #expect(FileManager.default.fileExists(atPath: folder.path("ran")))
    #expect(!FileManager.default.fileExists(atPath: folder.path("free")))
  }

  @Test func `checks that fail one after the other end a study`() throws {
    var program = ScriptedProgram()
    program.beforeTrial = "exit 7"
    _ = try program.write("program", in: folder)
    try commit()
    try write("kept/.gitignore", "*\n")
    let result = try study(["--kind", "aa"], for: "10m")
    #expect(result.exitCode == 1)
    #expect(result.errorOutput.contains("3 checks failed in a row: "))
    let rows = try folder.text("kept/ledger.csv").split(separator: "\r\n").dropFirst()
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
    _ = try program.write("program", in: folder)
    try commit()
    try write("kept/.gitignore", "*\n")
    let result = try study(["--kind", "power", "--slowdown", "5"])
    #expect(result.exitCode == 0, "\(result.errorOutput)")
    #expect(FileManager.default.fileExists(atPath: folder.path("kept/injected")))
    let rows = try folder.text("kept/ledger.csv").split(separator: "\r\n").dropFirst()
    #expect(rows.count == 1 && rows.allSatisfy { !$0.contains("harness_error") })
    // What it cost before the check is known, what after it is not.
    let last = rows.last?.split(separator: ",", omittingEmptySubsequences: false).suffix(2) ?? []
    #expect(last.map(\.isEmpty) == [false, true])
  }

  @Test func `a revision that is not there: exit 2`() throws {
    let result = try check("nowhere")
    #expect(result.exitCode == 2)
    #expect(result.errorOutput.contains("--base nowhere: there is no such revision"))
  }
}
