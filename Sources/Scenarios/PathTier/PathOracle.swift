public import GuardedServer
public import SessionGuards
internal import Tables
internal import TrialRows
internal import Trials

/// Judges whether a path-tier trial was right: every message went back to where it came from, every
/// session that was opened is released, and the server found no promise of the guard's broken.
@usableFromInline
struct PathOracle {
  private let ports: [MemoryPort]
  private let counters: ServerCounters
  private let findings: [LifetimeViolation]

  @usableFromInline
  init<Guard: SessionGuard & ~Copyable>(_ ports: [MemoryPort], _ table: SessionTable<Guard>)
  where Guard.Fault == Never {
    self.ports = ports
    counters = table.counters
    findings = table.found
  }

  @usableFromInline
  func judge(_ report: inout GuardReport) {
    let written = ports.reduce(0) { $0 + $1.traffic.writtenCount }
    let astray = ports.reduce(0) { $0 + $1.traffic.astrayCount }
    var missed = [
      Self.miscount(counters.sendsRefused, 0, .refusedLive, "sends refused"),
      Self.miscount(counters.open, 0, .neverReclaimed, "sessions"),
      Self.miscount(
        written + counters.sendsLost, counters.messagesReceived, .miscount, "messages written"),
    ].compactMap { $0 }
    report.measured.refusedCount = counters.sendsRefused
    report.measured.violationsCount = counters.violations + astray + missed.count
    if astray > 0 { missed.insert(Self.whole(.wrongDelivery, "\(astray) messages"), at: 0) }
    report.violations = findings + missed
  }

  private static func miscount(
    _ found: Int, _ wanted: Int, _ kind: LifetimeViolation.Kind, _ what: String
  ) -> LifetimeViolation? {
    found == wanted ? nil : whole(kind, "\(found) \(what), expected \(wanted)")
  }

  /// A violation that no single session can be named for.
  private static func whole(_ kind: LifetimeViolation.Kind, _ detail: String) -> LifetimeViolation {
    LifetimeViolation(kind, slot: 0, generation: 0, detail: detail + ", over all sessions")
  }
}
