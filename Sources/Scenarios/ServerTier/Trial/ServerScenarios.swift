internal import Tables
internal import TrialRows
package import Trials

/// The server on real sockets, under a load from a process of its own.
package let serverScenarios: [Scenario] = [
  Scenario(
    name: "echo", tier: .server,
    summary: "every message comes back; closed loop by depth, or open loop by rate",
    defaults: .echo, namedAxes: ["depth", "rate"]),
  Scenario(
    name: "push", tier: .server,
    summary: "threads outside the reactors send to random sessions while the reactors serve them",
    defaults: .push, namedAxes: ["flush"], obstacle: pushObstacle),
  Scenario(
    name: "hot", tier: .server,
    summary: "threads outside the reactors all send to one session",
    defaults: .hot, namedAxes: ["flush"], threadsMeet: true, obstacle: pushObstacle),
  Scenario(
    name: "storm", tier: .server,
    summary:
      "clients and server begin and end sessions while pushes go on, some to ended sessions",
    defaults: .storm, namedAxes: ["flush"], closesSessions: true, obstacle: stormObstacle),
]

@Sendable
private func pushObstacle(_ setting: Setting) -> String? {
  let payload = setting.payloadBytes ?? 0
  return payload >= ServerSetting.leastPushBytes
    ? targetsObstacle(setting)
    : "a push has at least \(ServerSetting.leastPushBytes) bytes (--payload)"
}

@Sendable
private func stormObstacle(_ setting: Setting) -> String? {
  let (connections, slots) = (setting.connections ?? 0, setting.sessions ?? 0)
  if connections > slots {
    return "\(connections) clients need as many slots (--sessions), and one more for marks"
  }
  return pushObstacle(setting)
}

extension Setting {
  fileprivate static var echo: Setting {
    var setting = server(connections: 64)
    setting.depth = 64
    setting.ratePerSecond = 0
    return setting
  }

  fileprivate static var push: Setting {
    var setting = server(connections: 64)
    setting.ratePerSecond = 50_000
    setting.senders = 2
    setting.skew = 0
    setting.hotSetRatio = 0
    setting.staleRatio = 0
    setting.flush = "direct"
    return setting
  }

  fileprivate static var hot: Setting {
    var setting = push
    setting.connections = 1
    setting.skew = nil
    setting.hotSetRatio = nil
    setting.staleRatio = nil
    return setting
  }

  fileprivate static var storm: Setting {
    var setting = push
    setting.sessions = 128
    setting.ratePerSecond = 20_000
    setting.staleRatio = 0.1
    setting.closeRatio = 0.05
    return setting
  }

  private static func server(connections: Int) -> Setting {
    var setting = Setting()
    setting.threads = 1
    setting.connections = connections
    setting.payloadBytes = 64
    setting.topology = "owned"
    return setting
  }
}
