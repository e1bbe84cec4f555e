internal import Scenarios
internal import SessionGuards
internal import TrialRows
internal import Verification

extension Contender {
  /// The reason why this strategy is not proved; nil if it has to be.
  var exemption: String? {
    strategy.exemption(from: .proof) ?? (strategy.isFloor ? "a floor promises nothing" : nil)
  }

  static var withoutModel: String {
    "no model of it is registered, as contenders.add(_, model: _) does"
  }

  /// The status of its source, which may be another than the certificates'.
  ///
  /// A certificate of the file counts, or one that came with the package: the latter for our guards
  /// only, and unless the file withdraws it.
  func verification(
    _ content: CertificateFile.Content, in file: CertificateFile, _ sources: ProgramSources
  ) -> StrategyVerification {
    if let exemption { return StrategyVerification(.exempt, exemption) }
    guard let model else { return StrategyVerification(.unverified, Self.withoutModel) }
    let isVoid = content.withdrawn?.contains(strategy.name) == true
    let carried = model.isOurs && !isVoid ? sources.certificates : []
    let found = [content.certificates, carried].compactMap { certificates in
      certificates.last { $0.strategy == strategy.name }
    }
    .map { verification($0, of: model, sources) }
    return found.first { $0.status == .verified } ?? found.first
      ?? StrategyVerification(.unverified, file.lack(ofOurs: model.isOurs))
  }

  /// The status that one certificate gives it.
  private func verification(
    _ certificate: Certificate, of model: GuardModel, _ sources: ProgramSources
  ) -> StrategyVerification {
    if certificate.sources != sources.digest(of: model) {
      let what = model.isOurs ? "sources have" : "program has"
      return StrategyVerification(
        .unverified, "its \(what) changed since it was verified; run `verify` again")
    }
    if certificate.fingerprint != model.fingerprint {
      return StrategyVerification(
        .unverified, "it does something else than what was verified; run `verify` again")
    }
    return StrategyVerification(
      .verified,
      "\(certificate.executionsCount) executions of \(certificate.scenarios.count) scenarios: "
        + Contenders.verifiedMeans)
  }
}
