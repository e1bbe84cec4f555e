internal import Glibc
public import GuardedServer
internal import LoadGenerator
public import Probe
internal import Synchronization
public import Trials

/// One server's life from its start to its report; all of it that does not depend on the guard.
@usableFromInline
final class ServeCourse: Sendable {
  private let plan: ServePlan
  private let token: RunToken
  private let record: ServeRecord
  /// Filled in once, when the server ends.
  private let ending = Mutex(Ending())

  private struct Ending {
    var tally = PushTally()
    var hasEnded = false
  }

  @usableFromInline
  init(_ plan: ServePlan, counters: @escaping @Sendable () -> ServerCounters) {
    self.plan = plan
    token = plan.token ?? RunToken(rawValue: .random(in: 1 ... .max))
    record = ServeRecord(
      slotCount: plan.slots, sendersCount: plan.push.senders, counters: counters)
  }

  @usableFromInline var gate: PushGate { record.gate }
  @usableFromInline var live: LiveSessions { record.live }
  @usableFromInline var window: PushWindow { record.window }
  @usableFromInline var grace: Duration { .seconds(plan.graceSeconds) }

  @usableFromInline
  func handler(reactor: Int) -> BenchHandler {
    let greeting = Greeting(token: token.rawValue, maximumPayload: plan.maximumPayload)
    return BenchHandler(reactor: reactor, greeting, slotCount: plan.slots, record, plan.topology)
  }

  @usableFromInline
  func listening(on port: UInt16) -> Listening {
    Listening(port: port, token: token, strategy: plan.strategy)
  }

  /// Lets the server serve and the threads push until `stop`, then ends both in order.
  @usableFromInline
  func conduct(
    unless stop: StopSignal, announce: () -> Void,
    push: @escaping @Sendable (Int) -> PushTally, drain: @escaping @Sendable () -> Void
  ) throws(SystemError) {
    var tally = PushTally()
    do {
      tally = try serve(unless: stop, announce, push)
    } catch {
      drain()
      throw error
    }
    let hasEnded = end(drain)
    ending.withLock { $0 = Ending(tally: tally, hasEnded: hasEnded) }
  }

  /// Makes the report, with what the oracle found.
  @usableFromInline
  func report(
    _ counters: ServerCounters, _ found: [LifetimeViolation], sessionBytes: Int
  ) -> ServeReport {
    let end = ending.withLock { $0 }
    let oracle = ServeOracle(counters: counters, hasEnded: end.hasEnded, live: live)
    return ServeReport(
      plan, counters, record, end.tally, oracle.judge(found), sessionBytes: sessionBytes)
  }
}

extension ServeCourse {
  private func serve(
    unless stop: StopSignal, _ announce: () -> Void, _ push: @escaping @Sendable (Int) -> PushTally
  ) throws(SystemError) -> PushTally {
    guard plan.push.senders > 0 else {
      announce()
      wait(stop)
      return PushTally()
    }
    let team = try ThreadTeam(name: "sender", count: plan.push.senders) { index, barrier in
      barrier.wait()
      return push(index)
    }
    team.begin()
    announce()
    wait(stop)
    gate.end()
    return team.join().reduce(PushTally(), +)
  }

  private func wait(_ stop: StopSignal) {
    // Without a limit, for as long as any process lives.
    _ = stop.wait(within: .seconds(plan.seconds ?? 1e9))
  }

  /// Ends the server; reports whether it did end. A mutant may keep a session for ever: then there
  /// is a violation to report rather than a process to wait for.
  private func end(_ drain: @escaping @Sendable () -> Void) -> Bool {
    let done = ServeCourse.Flag()
    guard
      let thread = try? NamedThread(
        name: "drain",
        {
          drain()
          done.raise()
        })
    else {
      drain()
      return true
    }
    // Closing takes some 20 µs per session; five times that, and two seconds for a busy machine.
    let patience = plan.graceSeconds + 2 + Double(plan.slots) * 100e-6
    let deadline = MonotonicClock.nanoseconds + UInt64(patience * 1e9)
    while !done.isRaised, MonotonicClock.nanoseconds < deadline { usleep(200) }
    guard done.isRaised else {
      thread.detach()
      return false
    }
    thread.join()
    return true
  }

  /// Raised once.
  private final class Flag: Sendable {
    private let word = Atomic(false)

    // Release and acquire: a thread that sees it raised sees what was done before.
    func raise() { word.store(true, ordering: .releasing) }
    var isRaised: Bool { word.load(ordering: .acquiring) }
  }
}
