import ModelChecker
import SessionGuards

extension GuardModel {
  /// What the guard does, as sixteen hexadecimal digits: the record of executions that are drawn
  /// with a fixed seed, three hundred of each scenario, which reach every access of every guard of
  /// ours. The strategy's name is part of it: `mutex` and `adaptive-mutex` are one program in the
  /// model.
  ///
  /// Another order of one access is another fingerprint, and so is another control flow wherever
  /// one of these executions takes it. It says nothing of the others: a certificate names the
  /// sources as well.
  public var fingerprint: String {
    var digest: UInt64 = 0
    for byte in strategy.name.utf8 { digest = (digest ^ UInt64(byte)) &* 0x9E37_79B9_7F4A_7C15 }
    for scenario in Scenario.all {
      _ = program(scenario).explore(.randomWalk(seed: 1, executions: 300), Setting()) { machine in
        digest = (digest ^ machine.recordDigest) &* 0x9E37_79B9_7F4A_7C15
      }
    }
    let digits = String(digest, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
