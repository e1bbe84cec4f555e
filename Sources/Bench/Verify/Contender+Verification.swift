internal import Measurement
internal import SessionGuards
internal import Verification

extension Contender {
  /// Why nobody has to prove this strategy; nil if somebody has.
  var exemption: String? {
    if let exemption = Exemption.all.first(where: { $0.strategy == strategy.name }) {
      return exemption.reason
    }
    return strategy.isFloor ? "a floor promises nothing" : nil
  }

  static var withoutModel: String {
    "no model of it is registered, as contenders.add(_, model: _) does"
  }

  /// What is known of its source, which may be another than the certificate's.
  func verification(_ certificate: Certificate?, _ sources: ProgramSources) -> StrategyVerification
  {
    if let exemption { return StrategyVerification(.exempt, exemption) }
    guard let model else { return StrategyVerification(.unverified, Self.withoutModel) }
    guard let certificate else {
      return StrategyVerification(.unverified, "it has no certificate; `verify` gives one")
    }
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
