internal import ArgumentParser
internal import CommandSupport
package import TrialRows

/// One option per axis; each takes one value or several, separated by commas.
package struct AxisOptions: ParsableArguments {
  @Option(help: Self.help(.sessions)) var sessions: String?
  @Option(help: Self.help(.threads)) var threads: String?
  @Option(help: Self.help(.connections)) var connections: String?
  @Option(help: Self.help(.depth)) var depth: String?
  @Option(help: Self.help(.rate)) var rate: String?
  @Option(help: Self.help(.skew)) var skew: String?
  @Option(help: Self.help(.payload)) var payload: String?
  @Option(help: Self.help(.hold)) var hold: String?
  @Option(help: Self.help(.think)) var think: String?
  @Option(help: Self.help(.close)) var close: String?
  @Option(help: Self.help(.stale)) var stale: String?
  @Option(help: Self.help(.senders)) var senders: String?
  @Option(help: Self.help(.flush)) var flush: String?

  /// The values of the axes that were given.
  package var settings: [Axis: [String]] {
    var settings: [Axis: [String]] = [:]
    for axis in Axis.allCases {
      if let text = text(of: axis) { settings[axis] = text.commaSeparated }
    }
    return settings
  }

  private func text(of axis: Axis) -> String? {
    switch axis {
    case .sessions: sessions
    case .threads: threads
    case .connections: connections
    case .depth: depth
    case .rate: rate
    case .skew: skew
    case .payload: payload
    case .hold: hold
    case .think: think
    case .close: close
    case .stale: stale
    case .senders: senders
    case .flush: flush
    }
  }

  private static func help(_ axis: Axis) -> ArgumentHelp {
    let meaning = axis.meaning
    return ArgumentHelp("\(meaning.prefix(1).uppercased())\(meaning.dropFirst()).", valueName: "v")
  }
}
