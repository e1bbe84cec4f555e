import Foundation
import GuardbenchCommands
import ModelChecker
import Mutants
import SessionGuards
import SourceStamp
import TestFolders
import Testing
import Verification

@testable import Proof
@testable import Scenarios
@testable import TrialRows

/// Certificates, and for which source they are good.
@Suite struct CertificateTests {
  private let folder: TemporaryFolder
  private let file: CertificateFile

  init() throws {
    folder = try TemporaryFolder()
    file = CertificateFile(path: folder.path("deep/certificates.json"))
  }

  /// Drawn once: a debug build takes a second for one.
  private static let fingerprints = Dictionary(
    uniqueKeysWithValues: GuardModel.ours.filter { ["packed", "mutex"].contains($0.strategy.name) }
      .map { ($0.strategy.name, $0.fingerprint) })

  private func certificate(
    _ strategy: String, _ sources: String = "sources a+b", fingerprint: String? = nil
  ) throws -> Certificate {
    Certificate(
      strategy: strategy, fingerprint: try fingerprint ?? #require(Self.fingerprints[strategy]),
      sources: sources,
      scenarios: ["one-sender"], executionsCount: 7)
  }

  private func sources(_ stamp: String) -> ProgramSources {
    ProgramSources(stamp: stamp, executable: { "e" })
  }

  private func status(
    of strategy: String, _ stamp: String, in contenders: Contenders = .standard
  ) throws -> VerificationStatus? {
    try contenders.verification(file, of: [strategy], sources(stamp))[strategy]?.status
  }

  @Test func `certificates of other strategies stay, and one that is taken away is gone`() throws {
    #expect(try file.read() == [])
    let (packed, mutex) = (try certificate("packed"), try certificate("mutex"))
    #expect(try file.update(granting: [packed], withdrawing: []))
    #expect(try file.update(granting: [mutex], withdrawing: []))
    #expect(try file.read() == [mutex, packed])
    #expect(try !file.update(granting: [mutex], withdrawing: ["spinlock"]), "nothing is new")
    #expect(try file.update(granting: [], withdrawing: ["mutex"]))
    #expect(try file.read() == [packed])
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path("deep"))
    #expect(names == ["certificates.json"])
  }

  @Test func `a file that is something else is neither read nor written over`() throws {
    let path = folder.path("mine.json")
    try Data("mine".utf8).write(to: URL(filePath: path))
    let mine = CertificateFile(path: path)
    let refusal = VerifyFailure.file("\(path) is no list of certificates: not JSON, or cut off")
    #expect(throws: refusal) { try mine.read() }
    let packed = try certificate("packed")
    #expect(throws: refusal) { try mine.update(granting: [packed], withdrawing: []) }
    #expect(try folder.text("mine.json") == "mine")
  }

  @Test func `a strategy is verified as long as its own sources and the shared ones stay`() throws {
    _ = try file.update(
      granting: [
        certificate("packed", "sources s+p"), certificate("mutex", "sources s+m"),
      ], withdrawing: [])
    #expect(try status(of: "packed", "shared=s packed=p mutex=m") == .verified)
    #expect(try status(of: "mutex", "shared=s packed=p mutex=m") == .verified)
    #expect(try status(of: "packed", "shared=s packed=other mutex=m") == .unverified)
    #expect(try status(of: "mutex", "shared=s packed=other mutex=m") == .verified)
    #expect(try status(of: "mutex", "shared=other packed=p mutex=m") == .unverified)
    #expect(try status(of: "spinlock", "shared=s packed=p mutex=m") == .unverified)
  }

  @Test func `a guard that does something else than what was verified is unverified`() throws {
    let stamp = "shared=s packed=p"
    let changed = try certificate("packed", "sources s+p", fingerprint: "0123456789abcdef")
    _ = try file.update(granting: [changed], withdrawing: [])
    #expect(try status(of: "packed", stamp) == .unverified)
    let right = try certificate("packed", "sources s+p")
    _ = try file.update(granting: [right], withdrawing: [])
    #expect(try status(of: "packed", stamp) == .verified)
  }

  @Test func `for a guard of another package it is the program that counts`() throws {
    _ = try file.update(granting: [certificate("packed", "executable e")], withdrawing: [])
    #expect(try status(of: "packed", "shared=s packed=p") == .unverified)
    #expect(try status(of: "packed", "") == .unverified, "what it is made of is not known")
    var own = Contenders()
    own.add(PackedGuard<HardwareWord>.self, model: PackedGuard<ModelWord>.self)
    #expect(try status(of: "packed", "shared=s packed=p", in: own) == .verified)
    let rebuilt = ProgramSources(stamp: "shared=s packed=p", executable: { "other" })
    #expect(try own.verification(file, rebuilt)["packed"]?.status == .unverified)
  }

  @Test func `a certificate travels with the package, and counts for its own sources alone`() throws
  {
    func found(
      _ stamp: String, of strategy: String = "packed", in contenders: Contenders = .standard
    ) throws -> StrategyVerification {
      let carried = ProgramSources(
        stamp: stamp, certificates: [try certificate("packed", "sources s+p")],
        executable: { "e" })
      return try #require(try contenders.verification(file, of: [strategy], carried)[strategy])
    }
    #expect(try found("shared=s packed=p").status == .verified, "there is no file at all")
    #expect(try found("shared=s packed=edited").status == .unverified)
    #expect(try found("shared=s packed=edited").remark.contains("changed since"))
    #expect(try found("shared=s mutex=m", of: "mutex").status == .unverified)
    var own = Contenders()
    own.add(PackedGuard<HardwareWord>.self, model: PackedGuard<ModelWord>.self)
    #expect(try found("shared=s packed=p", in: own).status == .unverified, "it is not ours")
    // Either may be older than the program.
    _ = try file.update(granting: [certificate("packed", "sources s+old")], withdrawing: [])
    #expect(try found("shared=s packed=p").status == .verified)
    _ = try file.update(granting: [certificate("packed", "sources s+new")], withdrawing: [])
    #expect(try found("shared=s packed=new").status == .verified)
  }

  @Test func `a certificate in the package is void where verify found its strategy broken`() throws
  {
    let packed = try certificate("packed", "sources s+p")
    let carried = ProgramSources(
      stamp: "shared=s packed=p", certificates: [packed], executable: { "e" })
    func status() throws -> VerificationStatus? {
      try Contenders.standard.verification(file, of: ["packed"], carried)["packed"]?.status
    }
    #expect(try status() == .verified)
    #expect(try file.update(granting: [], withdrawing: ["packed", "blind"], carried: ["packed"]))
    #expect(try file.content().withdrawn == ["packed"])
    #expect(try status() == .unverified)
    #expect(try file.update(granting: [packed], withdrawing: []))
    #expect(try file.content().withdrawn == nil)
    #expect(try status() == .verified)
  }

  @Test func `a strategy without a certificate says where one was looked for`() throws {
    func remark(_ file: CertificateFile, _ contenders: Contenders = .standard) throws -> String {
      try #require(try contenders.verification(file, sources("shared=s"))["packed"]).remark
    }
    let standard = CertificateFile(path: "nowhere/certificates.json")
    #expect(
      try remark(standard) == "it has no certificate: there is no nowhere/certificates.json in"
        + " the current folder, and none came with the package; `verify` gives one")
    _ = try file.update(granting: [certificate("mutex")], withdrawing: [])
    #expect(try remark(file).contains("\(file.path) has none, and none came"))
    var own = Contenders()
    own.add(PackedGuard<HardwareWord>.self, model: PackedGuard<ModelWord>.self)
    #expect(try !remark(file, own).contains("package"))
  }

  @Test func `a program carries the certificates that are committed`() throws {
    let committed = CertificateFile(
      path: Self.root.appending(path: CertificateFile.standard.path).path)
    #expect(try ProgramSources.ofThisProgram.certificates == committed.read())
    #expect(try !committed.read().isEmpty)
  }

  @Test func `the floor and what is closed are exempt, a guard without a model is unverified`()
    throws
  {
    var contenders = Contenders.standard
    contenders.add(LimitedGuard<HardwareWord>.self)
    let verification = try contenders.verification(file, sources(""))
    #expect(Set(verification.keys) == Set(contenders.names))
    let exempt = Strategy.all.filter { $0.exemption(from: .proof) != nil }
    #expect(
      exempt.map(\.name) == [
        "unguarded", "futex-mutex", "stdlib-mutex", "arc", "mailbox", "actor", "actor-reactor",
      ])
    for strategy in exempt {
      let reason = try #require(strategy.exemption(from: .proof))
      #expect(verification[strategy.name] == StrategyVerification(.exempt, reason))
    }
    #expect(verification["limited"]?.status == .unverified)
    #expect(verification["limited"]?.remark.contains("no model") == true)
  }

  /// The repository, from where this test lies.
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  @Test func `the certificates in results are those of the present sources`() throws {
    let committed = CertificateFile(
      path: Self.root.appending(path: CertificateFile.standard.path).path)
    let verification = try Contenders.standard.verification(committed)
    for (strategy, found) in verification.sorted(by: { $0.key < $1.key }) {
      #expect(
        found.status != .unverified,
        "\(strategy): \(found.remark); run `make verify` and commit results/verification")
    }
  }

  @Test func `README says what VERIFIED rests on, in the words of list`() throws {
    let readme = try String(contentsOf: Self.root.appending(path: "README.md"), encoding: .utf8)
    let plain = readme.replacing("\n> ", with: " ")
    #expect(plain.contains("VERIFIED: \(Contenders.verifiedMeans)\n"))
  }

  @Test func `a guard's own file counts for that guard alone`() throws {
    let names = StampedSources.digests.split(separator: " ").compactMap {
      $0.split(separator: "=").first
    }
    #expect(Set(names.map(String.init)) == Set(Contenders.standard.names + ["shared"]))
    #expect(names.count == Set(names).count)
  }
}
