public import TrialRows

/// A named workload: what it shows, its axes, and the strategies that may run it.
public struct Scenario: Sendable {
  public let name: String
  public let tier: Tier
  /// What it shows, in one line.
  public let summary: String
  /// The axes it has, each at its default.
  public let defaults: Setting
  /// The axes that the name of a cell always shows, even at their defaults.
  public let namedAxes: [String]
  /// Whether sessions end while others use them, so that the floor may not run.
  public let closesSessions: Bool
  /// Whether threads wait for each other, so that wall time is judged beside CPU time.
  public let threadsMeet: Bool
  /// Whether its threads take leases, so that no delegation may run; all but the guard tier do.
  public let needsLeases: Bool
  /// Why a setting cannot be run although each axis accepts its value; nil if it can.
  public let obstacle: @Sendable (Setting) -> String?

  public init(
    name: String, tier: Tier, summary: String, defaults: Setting, namedAxes: [String] = [],
    closesSessions: Bool = false, threadsMeet: Bool = false, needsLeases: Bool = false,
    obstacle: @escaping @Sendable (Setting) -> String? = { _ in nil }
  ) {
    precondition(
      namedAxes.allSatisfy { name in defaults.axes.contains { $0.name == name } },
      "\(name) names an axis that it does not have")
    self.name = name
    self.tier = tier
    self.summary = summary
    self.defaults = defaults
    self.namedAxes = namedAxes
    self.closesSessions = closesSessions
    self.threadsMeet = threadsMeet
    self.needsLeases = needsLeases || tier != .guard
    self.obstacle = obstacle
  }
}
