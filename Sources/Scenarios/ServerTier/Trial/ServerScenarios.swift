internal import TrialRows
package import Trials

/// The server on real sockets, under a load from a process of its own.
package let serverScenarios: [Scenario] = [
  Scenario(
    name: "echo", tier: .server,
    summary: "the classic: every message comes back; closed loop by depth, or open loop by rate",
    defaults: .echo, namedAxes: [.depth, .rate]),
  Scenario(
    name: "push", tier: .server,
    summary: "threads outside the reactors send to random sessions while the reactors serve them",
    defaults: .push, namedAxes: [.flush], obstacle: pushObstacle),
  Scenario(
    name: "hot", tier: .server,
    summary: "threads outside the reactors all send to one session",
    defaults: .hot, namedAxes: [.flush], threadsMeet: true, obstacle: pushObstacle),
  Scenario(
    name: "storm", tier: .server,
    summary:
      "sessions begin, talk and are ended from both sides while pushes go on, to past ones too",
    defaults: .storm, namedAxes: [.flush], closesSessions: true, obstacle: stormObstacle),
]

@Sendable
private func pushObstacle(_ axes: Axes) -> String? {
  let payload = axes.payloadBytes ?? 0
  return payload >= ServerSetting.leastPushBytes
    ? nil : "a push has at least \(ServerSetting.leastPushBytes) bytes (--payload)"
}

@Sendable
private func stormObstacle(_ axes: Axes) -> String? {
  let (connections, slots) = (axes.connections ?? 0, axes.sessions ?? 0)
  if connections > slots {
    return "\(connections) clients need as many slots (--sessions), and one more for marks"
  }
  return pushObstacle(axes)
}

extension Axes {
  fileprivate static var echo: Axes {
    var axes = server(connections: 64)
    axes.depth = 64
    axes.ratePerSecond = 0
    return axes
  }

  fileprivate static var push: Axes {
    var axes = server(connections: 64)
    axes.ratePerSecond = 50_000
    axes.senders = 2
    axes.skew = 0
    axes.staleRatio = 0
    axes.flush = "direct"
    return axes
  }

  fileprivate static var hot: Axes {
    var axes = push
    axes.connections = 1
    axes.skew = nil
    axes.staleRatio = nil
    return axes
  }

  fileprivate static var storm: Axes {
    var axes = push
    axes.sessions = 128
    axes.ratePerSecond = 20_000
    axes.staleRatio = 0.1
    axes.closeRatio = 0.05
    return axes
  }

  private static func server(connections: Int) -> Axes {
    var axes = Axes()
    axes.threads = 1
    axes.connections = connections
    axes.payloadBytes = 64
    return axes
  }
}
