import Reactor
import Wire

extension Shard {
  /// Sends what has come due by `now`.
  ///
  /// The generator is late for a message by the time from its due time until it turns to the
  /// connection. That the connection then has no room is the server's lateness, not the
  /// generator's, and counted as blocked.
  mutating func sendDueMessages(now limit: UInt64) throws(Errno) {
    var now = limit
    while dueFlows.earliest <= limit {
      let place = Int(dueFlows.first)
      let dueCount = takeDue(place, now: now, until: limit)
      let flow = unsafe flows[place]
      let isFree =
        unsafe flow.pointee.state == .open && !flow.pointee.isBlocked
        && !flow.pointee.stopsReading && flow.pointee.inFlight < UInt64(plan.inFlightLimit)
      if isFree {
        try send(place, now: now)
        now = clock.now
      } else {
        counters.blocked &+= dueCount
      }
    }
  }

  /// Moves the due messages of the first connection in the queue to its backlog.
  private mutating func takeDue(_ place: Int, now: UInt64, until limit: UInt64) -> UInt64 {
    var count: UInt64 = 0
    let pacing = unsafe pacings[place]
    var due = unsafe pacing.pointee.coming.dueTime(from: scheduleStart)
    while due <= limit {
      if due >= windowStart { recordLateness(now &- due) }
      count &+= 1
      unsafe pacing.pointee.coming.advance()
      due = unsafe pacing.pointee.coming.dueTime(from: scheduleStart)
    }
    dueFlows.postponeFirst(to: due)
    // A connection that does not read sends at its own pace.
    if unsafe flows[place].pointee.stopsReading { return 0 }
    unsafe pacing.pointee.backlog &+= count
    backlogTotal &+= count
    return count
  }

  private mutating func recordLateness(_ nanoseconds: UInt64) {
    lateness.record(nanoseconds)
    if nanoseconds > plan.latenessLimitNanoseconds { counters.late &+= 1 }
  }

  /// Ends connections and sends commands as their schedules ask.
  mutating func doDueEvents(now: UInt64) throws(Errno) {
    while let event = sources.next(from: scheduleStart, by: now) {
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
      counters.skippedCommands &+= 1
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
