public import GuardedServer
public import Probe
public import Reactor
public import SessionGuards

/// Runs servers under test: `LanServer` with the bench's protocol, and threads that send to its
/// sessions.
public enum ServerTier {
  /// Serves until `stop`, or for as long as the plan says, drains, and returns its report.
  ///
  /// `announce` is told where the server listens, before it serves any client.
  @inlinable
  public static func serve<Guard: SessionGuard & ~Copyable>(
    _: Guard.Type, _ plan: ServePlan, unless stop: StopSignal, announce: (Listening) -> Void
  ) throws -> ServeReport where Guard.Fault == Never {
    let (table, course): (SessionTable<Guard>, ServeCourse) = try run(plan, stop, announce)
    // By now the server has closed its last descriptors, unless it would not end.
    return course.report(table.counters, table.found, sessionBytes: table.bytesPerSession)
  }

  @inlinable
  static func run<Guard: SessionGuard & ~Copyable>(
    _ plan: ServePlan, _ stop: StopSignal, _ announce: (Listening) -> Void
  ) throws -> (SessionTable<Guard>, ServeCourse) where Guard.Fault == Never {
    let limits = try plan.configuration(for: Guard.strategy)
    let plan = plan.withShares(of: limits)
    try plan.claimDescriptors()
    let server: LanServer<Guard>
    do {
      server = try LanServer(Guard.self, limits)
    } catch {
      throw plan.failure(error)
    }
    let table = server.table
    let course = ServeCourse(plan) { table.counters }
    do {
      try server.start { course.handler(reactor: $0) }
    } catch {
      throw plan.threadFailure(error)
    }
    try course.conduct(
      unless: stop, announce: { announce(course.listening(on: server.endpoint.port)) },
      push: { index in
        guard let sender = server.makeSender() else { preconditionFailure("no sender is left") }
        return PushThread<Guard>(sender, index: index, plan).run(
          course.gate, course.live, course.window)
      },
      drain: { server.drain(grace: course.grace) })
    return (table, course)
  }
}
