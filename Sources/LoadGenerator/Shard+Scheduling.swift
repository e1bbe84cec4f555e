import Reactor
import Wire

extension Shard {
  /// Due messages that one turn handles, and events.
  ///
  /// Between two turns a thread reads the run's phase: a thread that cannot keep up falls behind,
  /// and still sees the run's end.
  private static let dueSlice = 4096
  private static let eventSlice = 256

  /// Sends what has come due by `limit`, at most a slice.
  ///
  /// The generator is late for a message by the time from its due time until it turns to the
  /// connection. That the connection then has no room is the server's lateness, not the
  /// generator's, and counted as blocked.
  mutating func sendDueMessages(until limit: UInt64, now beginning: UInt64) throws(Errno) {
    var now = beginning
    var left = Self.dueSlice
    while left > 0, dueFlows.earliest <= limit {
      let place = Int(dueFlows.first)
      let dueCount = takeDue(place, now: now, until: limit, atMost: left)
      left &-= dueCount
      let flow = unsafe flows[place]
      let isFree =
        unsafe flow.pointee.state == .open && !flow.pointee.isBlocked
        && !flow.pointee.stopsReading && flow.pointee.inFlight < UInt64(plan.inFlightLimit)
      if isFree {
        try send(place, now: now)
        now = clock.now
      } else if unsafe !flow.pointee.stopsReading {
        counters.blockedCount &+= UInt64(dueCount)
      }
    }
  }

  /// Moves the due messages of the first connection in the queue to its backlog.
  private mutating func takeDue(
    _ place: Int, now: UInt64, until limit: UInt64, atMost most: Int
  ) -> Int {
    var count = 0
    var windowCount: UInt64 = 0
    let pacing = unsafe pacings[place]
    var due = unsafe pacing.pointee.coming.dueTime(from: scheduleStart)
    while due <= limit, count < most {
      if due >= windowStart {
        recordLateness(now &- due)
        windowCount &+= 1
      }
      count &+= 1
      unsafe pacing.pointee.coming.advance()
      due = unsafe pacing.pointee.coming.dueTime(from: scheduleStart)
    }
    dueFlows.postponeFirst(to: due)
    // A connection that does not read sends at its own pace.
    if unsafe flows[place].pointee.stopsReading { return count }
    unsafe pacing.pointee.backlog &+= UInt64(count)
    unsafe pacing.pointee.windowCount &+= windowCount
    backlogTotal &+= UInt64(count)
    return count
  }

  private mutating func recordLateness(_ nanoseconds: UInt64) {
    lateness.record(nanoseconds)
    if nanoseconds > plan.latenessLimitNanoseconds { counters.lateCount &+= 1 }
  }

  /// Ends connections and sends commands as their schedules ask.
  mutating func doDueEvents(now: UInt64) throws(Errno) {
    for _ in 0..<Self.eventSlice {
      guard let event = sources.next(from: scheduleStart, by: now) else { return }
      guard event.connection % plan.threads == index else { continue }
      let place = event.connection / plan.threads
      switch event.kind {
      case .churn: endByClient(place, cutAfter: event.cut)
      case .command(let stream): try command(place, stream, other: event.other, now: now)
      }
    }
  }

  private mutating func command(
    _ place: Int, _ stream: CommandStream, other: Int, now: UInt64
  ) throws(Errno) {
    let flow = unsafe flows[place]
    let canSend =
      unsafe flow.pointee.state == .open && !flow.pointee.hasCommand
      && !flow.pointee.stopsReading
    guard canSend else {
      counters.commandsSkippedCount &+= 1
      return
    }
    unsafe flow.pointee.command = wireCommand(stream, other: other)
    unsafe flow.pointee.hasCommand = true
    try send(place, now: now)
  }

  private func wireCommand(_ stream: CommandStream, other: Int) -> Command {
    let payloadBytes = UInt16(stream.payloadBytes)
    switch stream.operation {
    case .push: return Command(.push, payloadBytes: payloadBytes, count: stream.count)
    case .disconnect: return Command(.disconnect)
    case .pushToSession:
      return Command(
        .pushToSession, payloadBytes: payloadBytes, count: stream.count,
        argument: run.session(of: other))
    }
  }
}
