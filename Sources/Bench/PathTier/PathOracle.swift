public import LanServer
internal import Measurement
public import SessionGuards

/// Looks whether a path-tier trial was right: every message went back to where it came from, every
/// session that was opened is released, and the server found no promise of the guard's broken.
@usableFromInline
struct PathOracle {
  private let ports: [MemoryPort]
  private let counters: ServerCounters
  private let findings: [Violation]

  @usableFromInline
  init<Guard: SessionGuard & ~Copyable>(_ ports: [MemoryPort], _ table: SessionTable<Guard>)
  where Guard.Fault == Never {
    self.ports = ports
    counters = table.counters
    findings = table.violations.map {
      Violation(
        .serverPromise, slot: $0.id.slot, generation: $0.id.generation,
        detail: "\($0.kind.rawValue); the slot held generation \($0.found)")
    }
  }

  @usableFromInline
  func judge(_ report: inout GuardReport) {
    let written = ports.reduce(0) { $0 + $1.traffic.writtenCount }
    let astray = ports.reduce(0) { $0 + $1.traffic.astrayCount }
    report.refusedCount = counters.sendsRefused
    report.violationsCount = counters.violations + astray
    report.violations = findings
    if astray > 0 { report.violations.append(Self.whole(.wrongDelivery, "\(astray) messages")) }
    expect(counters.sendsRefused, 0, .refusedLive, "sends refused", &report)
    expect(counters.open, 0, .neverReclaimed, "sessions", &report)
    expect(
      written + counters.sendsLost, counters.messagesReceived, .miscount, "messages written",
      &report)
  }

  private func expect(
    _ found: Int, _ wanted: Int, _ kind: Violation.Kind, _ what: String,
    _ report: inout GuardReport
  ) {
    guard found != wanted else { return }
    report.violationsCount += 1
    report.violations.append(Self.whole(kind, "\(found) \(what), expected \(wanted)"))
  }

  /// A violation that no single session can be named for.
  private static func whole(_ kind: Violation.Kind, _ detail: String) -> Violation {
    Violation(kind, slot: 0, generation: 0, detail: detail + ", over all sessions")
  }
}
