internal import Measurement

/// When a block does not count, fixed before the run.
///
/// Judged by what others took from the machine (foreign CPU, steal), never by what the strategies
/// did with it, which would select against those that spin. Where threads do not wait for each
/// other, noise costs the strategies of a block alike and widens the intervals: the rule may be
/// mild. Where they do it biases as well: while a thread that is inside is put off its core, others
/// burn theirs if they spin and leave it if they sleep. There half as much is too much. It lessens
/// the bias and does not end it: foreign CPU and steal stand beside each sample.
public struct ValidityRule: Codable, Hashable, Sendable {
  /// Foreign CPU and steal, as a share of what the cores that we may run on had to give while the
  /// block ran. Half: when others had more of them than was left for us.
  public var disturbanceLimit: Double
  /// How often a block that does not count is run again; the last attempt stands, marked.
  public let repeatsPerBlock: Int
  /// How many repeats a run makes in all, so that a machine that is never quiet ends the run in
  /// time.
  public let repeatsPerRun: Int

  public static let standardLimit = 0.5

  public init(disturbanceLimit: Double = standardLimit, repeatsPerBlock: Int, repeatsPerRun: Int) {
    self.disturbanceLimit = disturbanceLimit
    self.repeatsPerBlock = repeatsPerBlock
    self.repeatsPerRun = repeatsPerRun
  }

  /// Reads the rule of a stored plan.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    disturbanceLimit = try container.decode(.disturbanceLimit, in: .disturbance)
    repeatsPerBlock = try container.decode(.repeatsPerBlock, in: .repeats)
    repeatsPerRun = try container.decode(.repeatsPerRun, in: .repeats)
  }

  /// The limit where threads wait for each other.
  private var meetingLimit: Double { disturbanceLimit / 2 }

  /// Why a block does not count; nil if it does.
  func fault(disturbance: Double, whereThreadsMeet: Bool) -> String? {
    let limit = whereThreadsMeet ? meetingLimit : disturbanceLimit
    guard disturbance > limit else { return nil }
    return "foreign CPU and steal took \(percent(disturbance)) of the machine,"
      + " more than \(percent(limit))"
  }

  /// The rule in words, for run.json.
  var description: String {
    "A block does not count if foreign CPU and steal took more than \(percent(disturbanceLimit))"
      + " of the machine, or \(percent(meetingLimit)) where threads meet; it is then repeated,"
      + " at most \(repeatsPerBlock) times and at most \(repeatsPerRun) times in the run."
  }

  private func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
}
