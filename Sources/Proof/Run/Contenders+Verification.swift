public import Scenarios
internal import SessionGuards
public import TrialRows
internal import Verification

extension Contenders {
  /// What was tried of each strategy that is VERIFIED, in one sentence.
  public static var verifiedMeans: String {
    let story = SequentialStory.Widths.full
    return "every execution of \(ScenarioReach(Verification.Scenario.all)), each part played by"
      + " each participant; in sequence, \(story.slots) slots, \(story.generations) generations,"
      + " \(story.leases.max() ?? 0) leases at once"
  }

  /// What is known of the source of each strategy, or of those that are named, by name.
  ///
  /// A file that is not there certifies no strategy; the package's own certificates need no file.
  /// A fingerprint takes thousands of executions, so ask for no more strategies than needed.
  public func verification(
    _ file: CertificateFile, of names: [String]? = nil,
    _ sources: ProgramSources = .ofThisProgram
  ) throws(VerifyFailure) -> [String: StrategyVerification] {
    let content = try file.content()
    var verification: [String: StrategyVerification] = [:]
    for contender in all {
      let name = contender.strategy.name
      if let names, !names.contains(name) { continue }
      verification[name] = contender.verification(content, in: file, sources)
    }
    return verification
  }
}
