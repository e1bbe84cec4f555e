public import Measurement
internal import SessionGuards

extension Contenders {
  /// What is known of each strategy's source, by name.
  ///
  /// A file that is not there certifies nobody.
  public func verification(
    _ file: CertificateFile, _ sources: ProgramSources = .ofThisProgram
  ) throws(VerifyFailure) -> [String: StrategyVerification] {
    let certificates = try file.read()
    var verification: [String: StrategyVerification] = [:]
    for contender in all {
      let name = contender.strategy.name
      verification[name] = contender.verification(
        certificates.last { $0.strategy == name }, sources)
    }
    return verification
  }
}
