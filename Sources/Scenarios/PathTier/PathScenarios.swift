internal import TrialRows
package import Trials

/// The server's session path in memory: what a guard weighs in the code around it.
package let pathScenarios: [Scenario] = [
  Scenario(
    name: "path", tier: .path,
    summary: "framing, table, guard and queue of the server in memory, without the kernel",
    defaults: .path(sessions: 1_000, threads: Cores.count, depth: 8, payload: 64),
    obstacle: pathObstacle)
]

/// What one read of the server takes: more messages than that under way would be cut in two.
private let readBytes = 65_536

@Sendable
private func pathObstacle(_ axes: Axes) -> String? {
  let payload = axes.payloadBytes ?? 0
  if payload < MemoryTraffic.leastPayloadBytes {
    return "its messages have at least \(MemoryTraffic.leastPayloadBytes) bytes (--payload)"
  }
  let batch = (axes.depth ?? 1) * (payload + 2)
  return batch <= readBytes
    ? nil : "--depth \(axes.depth ?? 1) messages are \(batch) bytes, one read takes \(readBytes)"
}

extension Axes {
  fileprivate static func path(sessions: Int, threads: Int, depth: Int, payload: Int) -> Axes {
    var axes = Axes(sessions: sessions, threads: threads, skew: 0)
    axes.depth = depth
    axes.payloadBytes = payload
    return axes
  }
}
