import Reactor

extension Shard {
  /// Due times nearer than this are waited for by looking again: setting an alarm and being woken
  /// by it costs several microseconds.
  private static let nearNanoseconds: UInt64 = 5_000
  /// A wait without an alarm ends after this, whatever happens.
  private static let longestWaitMilliseconds: Int32 = 100

  /// Runs until the run's last phase is over, and returns the thread's result.
  mutating func runToEnd() throws(Errno) -> ShardResult {
    do throws(Errno) {
      while !isFinished { try turn(timeoutMilliseconds: prepareToWait()) }
    } catch {
      _ = closeAll()
      throw error
    }
    return finish()
  }

  /// Handles what is ready and what is due, once.
  mutating func turn(timeoutMilliseconds: Int32) throws(Errno) {
    let isQuiet = phase == .draining && isQuiet
    let eventCount = try poller.wait(timeoutMilliseconds: isQuiet ? 0 : timeoutMilliseconds)
    // Only a look that finds nothing after the silence says that nothing came meanwhile.
    hasDrained = isQuiet && eventCount == 0
    for event in 0..<eventCount {
      let token = poller.token(event)
      if token < Self.alarmToken { try handle(token, poller.readiness(event)) }
    }
    let current = run.phase
    if current != phase { try enter(current) }
    if hasTimedWork { try doTimedWork() }
    own.publish(
      phase: phase, welcomed: welcomedCount, dead: deadCount,
      messages: counters.answeredCount &+ counters.pushesCount, violations: violations.count)
  }

  private mutating func handle(_ token: UInt64, _ readiness: Readiness) throws(Errno) {
    let place = Int(truncatingIfNeeded: token & 0xFFFF_FFFF)
    let flow = unsafe flows[place]
    // An event of a descriptor that was closed earlier in this batch belongs to an earlier life.
    guard unsafe flow.pointee.life == UInt32(truncatingIfNeeded: token >> 32) else { return }
    if unsafe flow.pointee.state == .connecting {
      guard try finishConnecting(place, readiness) else { return }
    }
    if unsafe flow.pointee.stopsReading && flow.pointee.state == .open {
      try serveSilentReader(place, readiness)
      return
    }
    if !readiness.isDisjoint(with: [.readable, .peerEnded, .hangUp, .failed]) {
      try receive(place, endsStream: !readiness.isDisjoint(with: [.peerEnded, .hangUp, .failed]))
    }
    if readiness.contains(.writable), unsafe flow.pointee.isBlocked {
      unsafe flow.pointee.isBlocked = false
      try send(place, now: clock.now)
    }
  }

  /// Reports whether anything but replies makes this thread act.
  private var hasTimedWork: Bool {
    connector.hasWork || loop == .open || (sources.exist && phase != .connecting)
  }

  private mutating func doTimedWork() throws(Errno) {
    let now = clock.now
    try beginConnections(now: now)
    switch phase {
    case .connecting, .aborted: return
    case .warmUp, .measuring:
      try sendDueMessages(until: now, now: now)
      try doDueEvents(now: now)
    // What came due before the end is sent, however late: leaving it out would hide a stall.
    case .draining: try sendDueMessages(until: windowEnd, now: now)
    }
  }

  /// Sets the alarm for the next thing to do, and returns how long the poller may wait.
  private mutating func prepareToWait() -> Int32 {
    guard hasTimedWork else { return Self.longestWaitMilliseconds }
    var next = phase < .draining ? connector.nextBegin : .max
    if phase == .warmUp || phase == .measuring {
      next = min(next, dueFlows.earliest, sources.nextDue(from: scheduleStart))
    } else if hasDueMessages {
      return 0
    }
    if next == .max { return Self.longestWaitMilliseconds }
    if next <= clock.now + Self.nearNanoseconds { return 0 }
    alarm.arm(at: next)
    return Self.longestWaitMilliseconds
  }

  /// Follows the run into its next phase.
  private mutating func enter(_ next: Phase) throws(Errno) {
    let now = clock.now
    let previous = phase
    phase = next
    switch next {
    case .connecting: break
    case .aborted:
      if previous < .draining { endWindow(now: now, wasMeasuring: previous == .measuring) }
    case .warmUp: try begin(now: now)
    case .measuring:
      if previous == .connecting { try begin(now: now) }
      windowStart = now
      windowCounters = counters
      windowProcessor = LoadClock.threadNanoseconds
    case .draining:
      endWindow(now: now, wasMeasuring: previous == .measuring)
      drainDeadline = now + UInt64(seconds: plan.drainSeconds)
      lastRead = now
      try sendDueMessages(until: now, now: now)
    }
  }

  private mutating func begin(now: UInt64) throws(Errno) {
    scheduleStart = now
    for place in 0..<pacings.count {
      dueFlows.insert(UInt32(place), due: unsafe pacings[place].pointee.coming.dueTime(from: now))
    }
    for place in 0..<count where unsafe flows[place].pointee.state == .open {
      if unsafe flows[place].pointee.stopsReading {
        try serveSilentReader(place, [])
      } else {
        try send(place, now: now)
      }
    }
  }

  private mutating func endWindow(now: UInt64, wasMeasuring: Bool) {
    windowEnd = now
    windowCounters = wasMeasuring ? counters - windowCounters : Counters()
    windowProcessor = wasMeasuring ? LoadClock.threadNanoseconds - windowProcessor : 0
  }
}
