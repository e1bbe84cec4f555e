internal import ArgumentParser
package import Scenarios
package import TrialRows

/// The file of the certificates.
package struct CertificateOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "File of certificates, beside those that the program was built with (default:"
        + " \(CertificateFile.standard.path)).",
      valueName: "file"))
  var certificates: String?

  var file: CertificateFile { certificates.map { CertificateFile(path: $0) } ?? .standard }

  /// What is known of the source of each strategy, or of those that are named. A file that is named
  /// must be there.
  package func verification(
    of contenders: Contenders, among names: [String]? = nil
  ) throws(VerifyFailure) -> [String: StrategyVerification] {
    if let certificates, !file.exists { throw .file("there is no \(certificates)") }
    return try contenders.verification(file, of: names)
  }
}
