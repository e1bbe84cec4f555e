internal import Foundation
internal import Statistics

/// The findings as a person reads them.
public struct YardstickTable {
  let report: YardstickReport

  public init(_ report: YardstickReport) { self.report = report }

  public var text: String {
    let rows = [Self.heading] + report.findings.map(Self.cells)
    let widths = Self.heading.indices.map { column in rows.map(\.[column].count).max() ?? 0 }
    let lines = rows.map { row in
      zip(row, widths).map { Self.padded($0, to: $1) }.joined(separator: "  ")
        .trimmingCharacters(in: .whitespaces)
    }
    return (lines + [""] + medians + [""] + notes).joined(separator: "\n")
  }

  private static let heading = ["depth", "compared", "by", "ratio", "interval", "target", ""]

  private static func cells(_ finding: Finding) -> [String] {
    [
      "\(finding.depth)", "\(finding.ours) / \(finding.theirs)", finding.metric.title,
      format(finding.ratio), interval(finding), finding.target.map { "≥ \(format($0, 2))" } ?? "–",
      finding.verdict?.rawValue ?? "",
    ]
  }

  private static func interval(_ finding: Finding) -> String {
    guard let low = finding.low, let high = finding.high else { return "too few pairs" }
    return "[\(format(low)), \(format(high))]"
  }

  private static func format(_ value: Double, _ digits: Int = 3) -> String {
    String(format: "%.\(digits)f", value)
  }

  private static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(width - text.count, 0))
  }

  /// What each arm did, in the middle of its trials: for orientation; the ratios are paired.
  private var medians: [String] {
    let groups = Dictionary(grouping: report.samples) { Key(depth: $0.depth, arm: $0.arm) }
    return groups.sorted { $0.key < $1.key }.map { key, rows in
      let values = Metric.allCases.compactMap { metric in
        rows.compactMap { metric.value(of: $0.outcome) }.median.map { (metric, $0) }
      }
      let parts = values.map { metric, value in
        metric == .messagesPerSecond
          ? "\(Self.format(value / 1000, 1))k \(metric.title)"
          : "\(Self.format(value, 1)) ns \(metric.title)"
      }
      return "depth \(key.depth)  \(key.arm): \(parts.joined(separator: ", "))"
    }
  }

  private struct Key: Hashable, Comparable {
    var depth: Int
    var arm: String

    static func < (left: Key, right: Key) -> Bool {
      (left.depth, left.arm) < (right.depth, right.arm)
    }
  }

  private var notes: [String] {
    let setting = report.setting
    let placed =
      setting.serverProcessors == nil ? "not pinned" : "server and generator pinned to one CPU each"
    let percent = Self.format(report.confidence * 100, 1)
    return [
      "\(report.pairs) pairs in random order (seed \(report.seed)), \(setting.seconds) s each; "
        + "\(setting.connections) connections, \(setting.payloadBytes)-byte payloads, "
        + "\(setting.reactors) reactor(s), \(setting.loadThreads) load thread(s), \(placed).",
      "Ratios: median within pairs; order-statistic intervals of at least \(percent) % each.",
      "CPU per message: whole process (wait4) over all its messages; below 1 is cheaper.",
      "\(report.machine.cpu), \(report.machine.processors) CPUs, Linux \(report.machine.kernel), "
        + "TCP \(report.machine.congestionControl), "
        + "load \(Self.load(report.machine.loadBefore)) before, "
        + "\(Self.load(report.machine.loadAfter)) after.",
    ]
  }

  private static func load(_ value: Double?) -> String { value.map { format($0, 2) } ?? "unknown" }
}
