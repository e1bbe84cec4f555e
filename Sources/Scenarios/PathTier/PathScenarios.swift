internal import Tables
internal import TrialRows
package import Trials

/// The server's session path in memory: what a guard weighs in the code around it.
package let pathScenarios: [Scenario] = [
  Scenario(
    name: "path", tier: .path,
    summary: "framing, table, guard and queue of the server in memory, without the kernel",
    defaults: Setting {
      $0.sessions = 1_000
      $0.threads = Cores.count
      $0.skew = 0
      $0.depth = 8
      $0.payloadBytes = 64
    },
    obstacle: pathObstacle)
]

/// What one read of the server takes: more messages than that under way would be cut in two.
private let readBytes = 65_536

@Sendable
private func pathObstacle(_ setting: Setting) -> String? {
  let payload = setting.payloadBytes ?? 0
  if payload < MemoryTraffic.leastPayloadBytes {
    return "its messages have at least \(MemoryTraffic.leastPayloadBytes) bytes (--payload)"
  }
  let batch = (setting.depth ?? 1) * (payload + 2)
  return batch <= readBytes
    ? nil : "--depth \(setting.depth ?? 1) messages are \(batch) bytes, one read takes \(readBytes)"
}
