public import Tables
public import TrialRows

/// One scenario at one setting. Strategies are compared within a cell.
public struct Cell: Codable, Hashable, Sendable {
  public let scenario: String
  /// A value for every axis of the scenario, defaults filled in.
  public let setting: Setting
  /// The name in files and tables: the scenario, its named axes, and the axes that are not at their
  /// defaults, as `sessions/sessions=10000/skew=1.2`.
  public let name: String

  private enum CodingKeys: String, CodingKey {
    case scenario, name
    case setting = "axes"
  }

  public init(_ scenario: Scenario, at setting: Setting = Setting()) {
    self.scenario = scenario.name
    var full = setting.over(scenario.defaults)
    // A scenario with both is an open loop if it has a rate, else a closed one with a depth.
    if full.depth != nil, let rate = full.ratePerSecond {
      if rate > 0 { full.depth = nil } else { full.ratePerSecond = nil }
    }
    self.setting = full
    let shown = full.axes.filter {
      scenario.namedAxes.contains($0.name) || full[$0] != scenario.defaults[$0]
    }
    name = ([scenario.name] + shown.map { "\($0.name)=\(full.text(of: $0) ?? "")" })
      .joined(separator: "/")
  }

  /// The threads of a load: one, as in the measurements of the design.
  package static let loadThreadsCount = 1

  /// Whether a schedule says when messages are due, those of clients or of pushing threads.
  package var isPaced: Bool { (setting.ratePerSecond ?? 0) > 0 }

  /// The threads of both processes that may work at once. A thread that sleeps until something is
  /// due counts, as something may be due for all of them.
  var busyThreadsCount: Int {
    let load = setting.connections == nil ? 0 : Self.loadThreadsCount
    return (setting.threads ?? 1) + (setting.senders ?? 0) + load
  }

  /// Whether more threads work than cores are granted, so that the scheduler is measured as well.
  package var isOversubscribed: Bool { isOversubscribed(onCores: Cores.granted) }

  func isOversubscribed(onCores granted: Double) -> Bool { Double(busyThreadsCount) > granted }

  /// Writes what is known before the trial into its row.
  package func describe(in sample: inout TrialRow) {
    sample.setting = setting
    sample.busyThreadsCount = busyThreadsCount
    sample.coresCount = Cores.allowedCount
    sample.isOversubscribed = isOversubscribed
  }
}
