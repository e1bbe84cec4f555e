/// When a block does not count, fixed before the run.
///
/// Judged by what others took from the machine (foreign CPU, steal), never by what the strategies
/// did with it, which would select against those that spin. The rule may be mild: noise falls on
/// all strategies of a block alike, so it widens the intervals and does not bias them. What is kept
/// out is blocks in which little but noise was measured.
public struct ValidityRule: Codable, Hashable, Sendable {
  /// Foreign CPU and steal, as a share of what all cores had to give while the block ran. Half:
  /// when others had more of the machine than was left for us.
  public let disturbanceLimit: Double
  /// How often a block that does not count is run again; the last attempt stands, marked.
  public let repeatsPerBlock: Int
  /// How many repeats a run makes in all, so that a machine that is never quiet ends the run in
  /// time.
  public let repeatsPerRun: Int

  public init(disturbanceLimit: Double = 0.5, repeatsPerBlock: Int, repeatsPerRun: Int) {
    self.disturbanceLimit = disturbanceLimit
    self.repeatsPerBlock = repeatsPerBlock
    self.repeatsPerRun = repeatsPerRun
  }

  /// Why a block does not count; nil if it does.
  func fault(disturbance: Double) -> String? {
    guard disturbance > disturbanceLimit else { return nil }
    return "foreign CPU and steal took \(percent(disturbance)) of the machine,"
      + " more than \(percent(disturbanceLimit))"
  }

  /// The rule in words, for run.json.
  var description: String {
    "A block does not count if foreign CPU and steal took more than \(percent(disturbanceLimit))"
      + " of the machine; it is then repeated, at most \(repeatsPerBlock) times and at most"
      + " \(repeatsPerRun) times in the run."
  }

  private func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
}
