public import TrialRows

/// One scenario at one setting: what a comparison compares within.
public struct Cell: Codable, Hashable, Sendable {
  public let scenario: String
  /// Every axis of the scenario, defaults filled in.
  public let axes: Axes
  /// Names the setting in files and tables: the scenario, its named axes and what is not at its
  /// default, as `sessions/sessions=10000/skew=1.2`.
  public let name: String

  public init(_ scenario: Scenario, at axes: Axes = Axes()) {
    self.scenario = scenario.name
    var full = axes.over(scenario.defaults)
    // A scenario with both is an open loop if it has a rate, else a closed one with a depth.
    if full.depth != nil, let rate = full.ratePerSecond {
      if rate > 0 { full.depth = nil } else { full.ratePerSecond = nil }
    }
    self.axes = full
    let shown = full.axes.filter {
      scenario.namedAxes.contains($0) || $0.text(in: full) != $0.text(in: scenario.defaults)
    }
    name = ([scenario.name] + shown.map { "\($0.rawValue)=\($0.text(in: full) ?? "")" })
      .joined(separator: "/")
  }

  /// The threads of a load: one, as many as the design's measurements had.
  package static let loadThreadsCount = 1

  /// Whether a schedule says when its messages are due, the clients' or the pushing threads'.
  package var isPaced: Bool { (axes.ratePerSecond ?? 0) > 0 }

  /// The threads of both processes that work at once; who sleeps until something is due counts, as
  /// it may be due for all of them.
  var busyThreadsCount: Int {
    let load = axes.connections == nil ? 0 : Self.loadThreadsCount
    return (axes.threads ?? 1) + (axes.senders ?? 0) + load
  }

  /// Whether more threads work than cores are granted: then the scheduler is measured as well.
  package var isOversubscribed: Bool { isOversubscribed(onCores: Cores.granted) }

  func isOversubscribed(onCores granted: Double) -> Bool { Double(busyThreadsCount) > granted }

  /// Writes the setting into a sample's columns.
  package func describe(in sample: inout Sample) {
    axes.describe(in: &sample)
    sample.busyThreadsCount = busyThreadsCount
    sample.coresCount = Cores.allowedCount
    sample.isOversubscribed = isOversubscribed
  }
}
