import GuardbenchCommands
import Probe
import SessionGuards
import SourceStamp
import TestFolders
import Testing
import Verification

@testable import Proof
@testable import Scenarios
@testable import TrialRows

/// The stamp of a program is that of the sources that it is built from, however it is built.
@Suite struct SourceStampTests {
  private let package: StampedPackage

  init() throws { package = try StampedPackage() }

  private func verification(
    _ file: CertificateFile, _ stamp: String
  ) throws -> VerificationStatus? {
    let sources = ProgramSources(stamp: stamp, executable: { nil })
    return try Contenders.standard.verification(file, of: ["packed"], sources)["packed"]?.status
  }

  @Test func `an edit and a bare build: a guard that was verified is no longer`() throws {
    let folder = try TemporaryFolder()
    let file = CertificateFile(path: folder.path("certificates.json"))
    try package.build()
    let proved = try package.line()
    let model = try #require(GuardModel.ours.first { $0.strategy.name == "packed" })
    let digest = try #require(
      ProgramSources(stamp: proved, executable: { nil }).digest(of: model))
    _ = try file.update(
      granting: [
        Certificate(
          strategy: "packed", fingerprint: model.fingerprint, sources: digest,
          scenarios: ["one-sender"], executionsCount: 7)
      ], withdrawing: [])
    #expect(try verification(file, proved) == .verified)

    try package.write(
      StampedPackage.packed, StampedPackage.guardNamed("packed", code: "record(name: \"\")"))
    try package.build()
    #expect(try verification(file, package.line()) == .unverified)

    try package.write(
      StampedPackage.packed, "// A comment.\n\n" + StampedPackage.guardNamed("packed"))
    try package.build()
    #expect(try package.line() == proved)
    #expect(try verification(file, package.line()) == .verified)
  }

  @Test func `a guard's file changes the digest of that guard, what is shared that of all`() throws
  {
    let first = try package.stamp()
    #expect(Set(first.keys) == ["shared", "packed", "spinlock"])

    try package.write(
      StampedPackage.spinlock, StampedPackage.guardNamed("spinlock", code: "return"))
    let edited = try package.stamp()
    #expect(edited["spinlock"] != first["spinlock"])
    #expect(edited["shared"] == first["shared"] && edited["packed"] == first["packed"])

    var seen: Set = [edited["shared"]]
    func expectAnother(_ change: () throws -> Void) throws {
      try change()
      let lines = try package.build()
      let stamp = try package.builtStamp()
      #expect(seen.insert(stamp["shared"]).inserted, "\(lines.joined(separator: "\n"))")
      #expect(stamp["packed"] == first["packed"])
    }
    // A file that serves several strategies counts for all.
    try expectAnother {
      try package.write("Sources/SessionGuards/Strategies/LockGuard.swift", "let lock = 1\n")
    }
    try expectAnother { try package.write("Sources/Verification/Scenario.swift", "let s = 2\n") }
    try expectAnother { try package.write("Sources/ModelChecker/Added.swift", "let added = 1\n") }
    try expectAnother {
      try package.move("Sources/ModelChecker/Added.swift", to: "Sources/ModelChecker/Moved.swift")
    }
    try expectAnother { try package.remove("Sources/SessionGuards/Word.swift") }
  }

  @Test func `the list, another strategy, the stress and comments change no digest of the others`()
    throws
  {
    let first = try package.stamp()
    try package.write(
      "Sources/SessionGuards/GuardVisitor.swift", "let list = [1, 2]\nlet more = list\n")
    try package.write("Sources/Verification/Stress/Stress.swift", "let stress = 2\n")
    try package.write("Sources/Verification/Stress/Added.swift", "let added = 1\n")
    try package.write(
      "Sources/ModelChecker/Machine.swift", "/// A comment.\nlet machine = 1\n\n  // Another.\n")
    try package.write(
      "Sources/SessionGuards/Strategies/NewGuard.swift", StampedPackage.guardNamed("new-guard"))
    var stamp = try package.stamp()
    #expect(stamp.removeValue(forKey: "new-guard") != nil)
    #expect(stamp == first)
  }

  @Test func `what looks like a comment and may be text or code counts`() throws {
    func stamp(_ text: String) throws -> Substring? {
      try package.write("Sources/ModelChecker/Machine.swift", text)
      return try package.digests()["shared"]
    }
    for (one, other) in [
      ("let text = \"\"\"\n  // One.\n  \"\"\"\n", "let text = \"\"\"\n  // Two.\n  \"\"\"\n"),
      ("/*\n// */ let a = 1\n", "/*\n// */ let a = 2\n"),
      ("let a = 1 // One.\n", "let a = 1 // Two.\n"), ("let a = 1\n", "let a = 2\n"),
    ] {
      #expect(try stamp(one) != stamp(other))
    }
    #expect(try stamp("let a = 1\n// One.\n") == stamp("let a = 1\n// Two.\n\n"))
  }

  /// The Swift driver tells a changed file by the second of its modification time.
  @Test func `digests that change within a second are a file of another second`() throws {
    var seconds: Set<Int> = []
    for number in 0..<5 {
      try package.write("Sources/ModelChecker/Machine.swift", "let machine = \(number)\n")
      _ = try package.digests()
      seconds.insert(try package.secondOfDigests())
    }
    #expect(seconds.count == 5)
    _ = try package.digests()
    #expect(try seconds.contains(package.secondOfDigests()), "nothing has changed")
  }

  @Test func `a user's package has the stamp of the sources that it is built with`() throws {
    let first = try package.stamp(.user)
    try package.write("Sources/Verification/Scenario.swift", "let scenario = 2\n")
    let edited = try package.stamp(.user)
    #expect(edited["shared"] != first["shared"] && edited["packed"] == first["packed"])
    #expect(try edited == package.stamp())
  }

  @Test func `a user's package carries the certificates that the package has`() throws {
    try package.build(.user)
    #expect(try package.certificates(.user) == "")
    let name = "results/verification/certificates.json"
    for text in ["{ \"certificates\" : [ \"\\(a) \\\"\" ] }", "{}\n[]"] {
      try package.write(name, text)
      try package.build(.user)
      #expect(try package.certificates(.user) == text)
    }
  }

  @Test func `a build after no edit digests nothing and links nothing`() throws {
    func isWork(_ line: String) -> Bool {
      line.contains("Digesting") || line.contains("Linking")
    }
    #expect(try package.build().contains(where: isWork))
    #expect(try !package.build().contains(where: isWork))
  }

  /// Digests of files that are there, and of nothing else.
  @Test func `the script refuses to digest nothing, and a file that is not there`() throws {
    for sources in [[], ["Sources/SessionGuards/Gone.swift"]] {
      #expect(try !package.digest(sources).isSuccess)
    }
    #expect(try package.digest(["Sources/SessionGuards/Word.swift"]).isSuccess)
  }
}
