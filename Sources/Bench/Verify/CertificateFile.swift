internal import Foundation
internal import Measurement
internal import Probe

/// Where certificates lie, one for each strategy.
public struct CertificateFile: Sendable, Equatable {
  public static let standard = CertificateFile(path: "results/verification/certificates.json")

  public let path: String

  public init(path: String) { self.path = path }

  private struct Content: Codable {
    var certificates: [Certificate]
  }

  /// Whether there is such a file.
  public var exists: Bool { FileManager.default.fileExists(atPath: path) }

  /// Reads them; none if there is no such file.
  public func read() throws(VerifyFailure) -> [Certificate] {
    guard exists else { return [] }
    let bytes = try attempt("read") { try Data(contentsOf: URL(filePath: path)) }
    do {
      return try JSONFile.decode(Content.self, from: bytes).certificates
    } catch {
      throw .file("\(path) is no list of certificates")
    }
  }

  /// Adds certificates and takes others away; those of other strategies stay. Reports whether that
  /// changed anything.
  ///
  /// A reader, or a crash, finds the old list or the new one.
  public func update(
    granting granted: [Certificate], withdrawing withdrawn: Set<String>
  ) throws(VerifyFailure) -> Bool {
    let old = try read()
    let replaced = withdrawn.union(granted.map(\.strategy))
    let new = (old.filter { !replaced.contains($0.strategy) } + granted)
      .sorted { $0.strategy < $1.strategy }
    guard new != old else { return false }
    let url = URL(filePath: path)
    try attempt("write") {
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try JSONFile.encode(Content(certificates: new)).write(to: url, options: .atomic)
    }
    return true
  }

  private func attempt<Answer>(
    _ verb: String, _ work: () throws -> Answer
  ) throws(VerifyFailure) -> Answer {
    do {
      return try work()
    } catch {
      let reason = RunDirectory.code(of: error).map { SystemError(path, code: $0).description }
      throw .file("cannot \(verb) \(reason ?? "\(path): \(error)")")
    }
  }
}
