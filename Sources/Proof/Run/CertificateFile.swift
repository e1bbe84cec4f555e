internal import Foundation
internal import Probe
internal import Tables
internal import Trials

/// The file of the certificates, one for each strategy.
public struct CertificateFile: Sendable, Equatable {
  public static let standard = CertificateFile(path: "results/verification/certificates.json")

  public let path: String

  public init(path: String) { self.path = path }

  /// The file's content.
  struct Content: Codable, Equatable {
    var certificates: [Certificate]
    /// Strategies of our package that broke here, whose certificates in the package are void.
    var withdrawn: [String]?
  }

  /// Whether there is such a file.
  public var exists: Bool { FileManager.default.fileExists(atPath: path) }

  /// Reads them; none if there is no such file.
  public func read() throws(VerifyFailure) -> [Certificate] { try content().certificates }

  func content() throws(VerifyFailure) -> Content {
    guard exists else { return Content(certificates: []) }
    let bytes = try attempt("read") { try Data(contentsOf: URL(filePath: path)) }
    do {
      return try JSONFile.decode(Content.self, from: bytes)
    } catch {
      throw .file("\(path) is no list of certificates: \(error)")
    }
  }

  /// Adds certificates and takes others away; those of other strategies stay. Reports whether that
  /// changed anything. A strategy that the package carries a certificate of is noted as withdrawn.
  ///
  /// A reader, or a crash, finds the old list or the new one.
  public func update(
    granting granted: [Certificate], withdrawing withdrawn: Set<String>,
    carried: Set<String> = []
  ) throws(VerifyFailure) -> Bool {
    let old = try content()
    let proved = Set(granted.map(\.strategy))
    let replaced = withdrawn.union(proved)
    let void = withdrawn.intersection(carried).union(old.withdrawn ?? []).subtracting(proved)
    let new = Content(
      certificates: (old.certificates.filter { !replaced.contains($0.strategy) } + granted)
        .sorted { $0.strategy < $1.strategy },
      withdrawn: void.isEmpty ? nil : void.sorted())
    guard new != old else { return false }
    let url = URL(filePath: path)
    try attempt("write") {
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try JSONFile.encode(new).write(to: url, options: .atomic)
    }
    return true
  }

  private func attempt<Answer>(
    _ verb: String, _ work: () throws -> Answer
  ) throws(VerifyFailure) -> Answer {
    do {
      return try work()
    } catch {
      throw .file(FileRefusal.line(verb, path, error))
    }
  }
}

extension CertificateFile.Content {
  /// Reads what a file with this text says.
  init(_ text: String) throws {
    self = try JSONFile.decode(Self.self, from: Data(text.utf8))
  }
}

extension CertificateFile {
  /// The reason for a strategy without a certificate: it names every place that was searched.
  func lack(ofOurs isOurs: Bool) -> String {
    let place = path.hasPrefix("/") ? "" : " in the current folder"
    return "it has no certificate: "
      + (exists ? "\(path)\(place) has none" : "there is no \(path)\(place)")
      + (isOurs ? ", and none came with the package" : "") + "; `verify` gives one"
  }
}
