public import GuardedServer
public import SessionGuards

/// A server's sessions in memory and the reactor threads that serve them; compiled once for each
/// guard.
@usableFromInline
final class PathBench<Guard: SessionGuard & ~Copyable>: Sendable where Guard.Fault == Never {
  @usableFromInline let workload: PathWorkload
  @usableFromInline let table: SessionTable<Guard>
  @usableFromInline let ports: [MemoryPort]
  @usableFromInline let crew: ThreadCrew

  @inlinable
  init(_ workload: PathWorkload) throws {
    self.workload = workload
    crew = workload.crew()
    table = try SessionTable(Guard.self, workload.configuration)
    ports = workload.ports()
  }

  /// One reactor's trial, from the first session's opening to the last one's teardown.
  @inlinable
  func serve(reactor: Int, _ ready: () -> Void) -> ThreadReport {
    var path = SessionPath(table, reactor: reactor, handler: EchoHandler(), port: ports[reactor])
    let ids = (0..<workload.sessionsCount(of: reactor)).compactMap { path.open(fd: Int32($0)) }
    for id in ids { path.welcome(id) }
    let targets = workload.sequence(of: reactor, ids)
    var tally = SendTally()
    ready()
    repeat {
      Self.serve(targets, &path, workload.depth, &tally)
    } while crew.goesOn(reactor, after: tally)
    path.finishAll()
    for _ in 0..<ThreadCrew.restsUntilReclaimed {
      crew.awaitOthers()
      _ = path.settle()
    }
    return ThreadReport(tally)
  }

  /// Serves the targets in turn, one batch of events: this is what the path tier measures.
  @inlinable
  @inline(never)
  static func serve(
    _ targets: borrowing TargetSequence,
    _ path: inout SessionPath<Guard, EchoHandler, MemoryPort>,
    _ depth: Int, _ tally: inout SendTally
  ) {
    let ids = targets.words.span
    let mask = ids.count - 1
    for _ in 0..<PathWorkload.eventsPerBatch {
      path.serve(SessionID(rawValue: ids[tally.cursor & mask]))
      tally.cursor &+= 1
    }
    _ = path.settle()
    tally.operations &+= PathWorkload.eventsPerBatch &* depth
  }
}

/// Sends every packet back.
@usableFromInline
@frozen
struct EchoHandler: SessionHandler {
  @inlinable init() {}

  @inlinable @inline(__always)
  mutating func onReceive(
    _ packet: RawSpan, from id: SessionID, via sender: inout some SessionSender & ~Copyable
  ) {
    sender.send(packet, to: id)
  }
}
