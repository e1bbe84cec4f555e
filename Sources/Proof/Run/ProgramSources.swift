internal import Probe
internal import SessionGuards
internal import SourceStamp
internal import Verification

/// What the guards in a program are compiled from, as far as the program knows.
public struct ProgramSources: Sendable {
  /// Digests by name, of the sources of our guards, the engine and the scenarios.
  let stamp: String
  /// Of the program's file, which every build changes; nil if it cannot be read.
  let executable: @Sendable () -> String?
  /// The certificates that the package of our guards was built with.
  let certificates: [Certificate]

  init(
    stamp: String, certificates: [Certificate] = [],
    executable: @escaping @Sendable () -> String?
  ) {
    self.stamp = stamp
    self.executable = executable
    self.certificates = certificates
  }

  public static let ofThisProgram = ProgramSources(
    stamp: StampedSources.digests,
    certificates: (try? CertificateFile.Content(StampedSources.certificates))?.certificates ?? [],
    executable: { FileChecksum.ofThisProgram })

  /// What a proof of this guard rests on; nil if it is not known.
  ///
  /// The stamp knows the sources of our guards only. Of any other guard it is the executable
  /// itself, so that any new build asks for a new proof.
  func digest(of model: GuardModel) -> String? {
    if model.isOurs { return Self.digest(of: model.strategy.name, in: stamp) }
    return executable().map { "executable \($0)" }
  }

  /// What all proofs share, and what this strategy's alone rests on.
  private static func digest(of strategy: String, in stamp: String) -> String? {
    var digests: [Substring: Substring] = [:]
    for word in stamp.split(separator: " ") {
      let parts = word.split(separator: "=")
      if parts.count == 2 { digests[parts[0]] = parts[1] }
    }
    guard let shared = digests["shared"] else { return nil }
    return "sources \(shared)" + (digests[strategy[...]].map { "+\($0)" } ?? "")
  }
}
