package import Probe
internal import Scenarios
internal import Tables
package import Trials

/// The rule that says which blocks do not count. It is fixed before the run.
///
/// **A bench counts disturbed blocks.** The order within a block is random, so a disturbance
/// favours no strategy, and the sign test stays exact. Each row states its disturbance
/// (`disturbance_ratio`). Without disturbed blocks a run beside other work would decide little;
/// ARCHITECTURE.md compares the two under Decisions. Where threads wait for each other, a busy
/// machine has other ratios than an idle one, and the report says that the machine was busy.
///
/// A rule with a limit judges by what other processes took (foreign CPU, steal), never by what the
/// strategies did meanwhile, which would select against those that spin. `check` has such a rule,
/// and so had runs of earlier releases. Where threads wait for each other the limit is half as
/// high.
public struct ValidityRule: Codable, Hashable, Sendable {
  /// The most foreign CPU and steal, as a share of the time of the cores that this process may run
  /// on; nil if every block counts, however disturbed.
  public var disturbanceLimit: Double?
  /// How often a block that does not count is run again. The last attempt stays, marked.
  public let repeatsPerBlock: Int
  /// The most repeats of a run, so that it ends in time on a machine that is never quiet.
  public let repeatsPerRun: Int

  /// Half: above it other processes had more of the machine than this one.
  public static let standardLimit = 0.5

  public init(disturbanceLimit: Double? = nil, repeatsPerBlock: Int, repeatsPerRun: Int) {
    self.disturbanceLimit = disturbanceLimit
    self.repeatsPerBlock = repeatsPerBlock
    self.repeatsPerRun = repeatsPerRun
  }

  /// Reads the rule of a stored plan.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    disturbanceLimit = try container.decodeIfPresent(.disturbanceLimit, in: .disturbance)
    repeatsPerBlock = try container.decode(.repeatsPerBlock, in: .repeats)
    repeatsPerRun = try container.decode(.repeatsPerRun, in: .repeats)
  }

  /// Why a block does not count; nil if it does.
  func fault(disturbance: Double, whereThreadsMeet: Bool) -> String? {
    guard let disturbanceLimit else { return nil }
    let limit = whereThreadsMeet ? disturbanceLimit / 2 : disturbanceLimit
    guard disturbance > limit else { return nil }
    return "foreign CPU and steal took \(percent(disturbance)) of the machine,"
      + " more than \(percent(limit))"
  }

  /// The rule in words, as run.json has it.
  var description: String {
    let repeats =
      "it is then repeated, at most \(repeatsPerBlock) times and at most \(repeatsPerRun) times in"
      + " the run."
    guard let disturbanceLimit else {
      return "A block counts however much foreign CPU and steal took of the machine; what they took"
        + " is disturbance_ratio. A block of which a trial has no result does not count; \(repeats)"
    }
    return "A block does not count if foreign CPU and steal took more than"
      + " \(percent(disturbanceLimit)) of the machine, or \(percent(disturbanceLimit / 2)) where"
      + " threads meet; \(repeats)"
  }

  private func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
}

extension ValidityRule {
  /// Why trials that ran in a window do not count; nil if they do.
  package func fault(in window: ActivityWindow, _ cell: Cell) -> String? {
    fault(disturbance: window.disturbance, whereThreadsMeet: cell.hasWallVerdict)
  }
}
