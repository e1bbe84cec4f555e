package import Probe
internal import Scenarios
internal import Tables
package import Trials

/// When a block does not count, fixed before the run.
///
/// **A bench counts disturbed blocks.** The order within a block is random, so what others take of
/// the machine falls on no strategy more than on another, and the sign test stays exact. How much
/// it was is in each row (`disturbance_ratio`). Setting such blocks aside costs a run its answers
/// beside other work; what it buys is in ARCHITECTURE.md, under Decisions. Where threads wait for
/// each other, a busy machine has other ratios than an idle one, and the report says that it was
/// busy.
///
/// A rule with a limit judges by what others took (foreign CPU, steal), never by what the
/// strategies did with it, which would select against those that spin. `check` has such a rule,
/// and runs of earlier releases had: half as much is too much where threads wait for each other.
public struct ValidityRule: Codable, Hashable, Sendable {
  /// Foreign CPU and steal, as a share of what the cores that we may run on had to give while the
  /// block ran; nil if every block counts, however disturbed.
  public var disturbanceLimit: Double?
  /// How often a block that does not count is run again; the last attempt stands, marked.
  public let repeatsPerBlock: Int
  /// How many repeats a run makes in all, so that a machine that is never quiet ends the run in
  /// time.
  public let repeatsPerRun: Int

  /// Half: when others had more of the machine than was left for us.
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

  /// The rule in words, for run.json.
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
  /// Why what ran in a window does not count; nil if it does.
  package func fault(in window: ActivityWindow, _ cell: Cell) -> String? {
    fault(disturbance: window.disturbance, whereThreadsMeet: cell.hasWallVerdict)
  }
}
