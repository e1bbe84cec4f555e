import Reactor

extension Shard {
  /// Closes a connection whose stream has ended, counts why, and lets it be made again.
  mutating func ended(_ place: Int) {
    let state = unsafe flows[place].pointee.state
    switch state {
    case .idle, .dead: return
    case .connecting, .greeting: endedBeforeWelcome(place)
    case .ending:
      counters.finishedByClientCount &+= 1
      counters.abandonedCount &+= forget(place, reset: false)
      connector.wait(place)
    case .open:
      welcomedCount -= 1
      endedByServer(place)
    }
  }

  private mutating func endedBeforeWelcome(_ place: Int) {
    _ = forget(place, reset: false)
    connector.pendingCount -= 1
    counters.failedConnectsCount &+= 1
    connector.wait(place)
    connector.notBefore = clock.now + Connector.retryNanoseconds
    if phase == .connecting {
      run.fail(.notOurServer("\(server.endpoint) ended a connection instead of welcoming it"))
    }
  }

  private mutating func endedByServer(_ place: Int) {
    let isSilent = unsafe flows[place].pointee.stopsReading
    // Their replies never came: leaving them out would make a server that ends sessions look fast.
    if !isSilent { unfinishedCount += unfinishedInFlight(place) }
    counters.lostWithSessionCount &+= forget(place, reset: false)
    if isSilent {
      counters.slowReadersEndedCount &+= 1
    } else if plan.letsServerEnd {
      counters.endedByServerCount &+= 1
    } else {
      counters.unexpectedEndsCount &+= 1
      unsafe flows[place].pointee.state = .dead
      deadCount += 1
      return
    }
    connector.wait(place)
  }

  /// Ends a connection from this side: in order, or by a reset in the middle of a frame.
  ///
  /// In order means that we send no more, but still read and check what comes until the server
  /// has ended its side too. A client that reads nothing just closes.
  mutating func endByClient(_ place: Int, cutAfter share: Double?) {
    guard unsafe flows[place].pointee.state == .open else { return }
    welcomedCount -= 1
    if unsafe flows[place].pointee.stopsReading { return closeSilentReader(place, share) }
    guard let share else {
      SocketPort().shutdown(unsafe flows[place].pointee.fd, .writing)
      unsafe flows[place].pointee.state = .ending
      return
    }
    cutFrame(place, share)
    counters.resetByClientCount &+= 1
    counters.abandonedCount &+= forget(place, reset: true)
    connector.wait(place)
  }

  private mutating func closeSilentReader(_ place: Int, _ share: Double?) {
    if share == nil {
      counters.finishedByClientCount &+= 1
    } else {
      counters.resetByClientCount &+= 1
    }
    counters.abandonedCount &+= forget(place, reset: share != nil)
    connector.wait(place)
  }

  /// Sends a part of a frame, unless one is begun already.
  private mutating func cutFrame(_ place: Int, _ share: Double) {
    let bytes = 1 + Int(share * Double(shape.byteCount - 1))
    guard bytes < shape.byteCount, unsafe flows[place].pointee.begunBytes == 0,
      unsafe !flows[place].pointee.isBlocked
    else { return }
    unsafe flows[place].pointee.hasCommand = false
    _ = compose(place, 1)
    _ = writeOutput(place, from: 0, to: bytes)
  }

  /// Closes a connection and forgets its messages; returns how many were in flight.
  private mutating func forget(_ place: Int, reset: Bool) -> UInt64 {
    let flow = unsafe flows[place]
    let inFlight = unsafe flow.pointee.inFlight
    if unsafe !flow.pointee.stopsReading { inFlightTotal &-= inFlight }
    closeDescriptor(of: place, reset: reset)
    return inFlight
  }

  /// Closes the descriptor; the record keeps what outlives a connection.
  mutating func closeDescriptor(of place: Int, reset: Bool) {
    let flow = unsafe flows[place]
    SocketPort().close(unsafe flow.pointee.fd, reset: reset)
    unsafe flow.pointee.end()
  }

  /// Lets a client that reads nothing send until the kernel takes no more.
  mutating func serveSilentReader(_ place: Int, _ readiness: Readiness) throws(Errno) {
    if !readiness.isDisjoint(with: [.peerEnded, .hangUp, .failed]) { return ended(place) }
    guard phase == .warmUp || phase == .measuring else { return }
    let flow = unsafe flows[place]
    let messages = (output.width - Self.commandBytes) / shape.byteCount
    for _ in 0..<8 {
      let length = compose(place, messages)
      let begun = unsafe Int(flow.pointee.begunBytes)
      guard let taken = writeOutput(place, from: begun, to: length) else { return ended(place) }
      let bytes = begun + taken
      unsafe flow.pointee.sent &+= UInt64(bytes / shape.byteCount)
      unsafe flow.pointee.begunBytes = UInt32(bytes % shape.byteCount)
      counters.sentCount &+= UInt64(bytes / shape.byteCount)
      counters.writtenBytes &+= UInt64(taken)
      if bytes < length { return }
    }
    try awaitEdgeAgain(place)
  }

  /// Closes what is open, and returns the thread's result.
  mutating func finish() -> ShardResult {
    if phase < .draining {
      windowCounters = Counters()
      windowEnd = clock.now
    }
    let due = dueCounts
    let unfinished = unfinishedCount + closeAll()
    return ShardResult(
      total: counters, window: windowCounters,
      windowNanoseconds: windowStart == .max ? 0 : windowEnd - windowStart,
      processorNanoseconds: windowProcessor, dueCount: due.all, missedCount: due.missed,
      hasDrained: hasDrained,
      latency: latency.histogram(unfinished: unfinished),
      serviceLatency: serviceLatency.histogram(unfinished: loop == .open ? unfinished : 0),
      lateness: lateness.histogram(),
      messagesPerConnection: messagesPerConnection(),
      violations: violations)
  }

  private func messagesPerConnection() -> [Int] {
    var messages: [Int] = []
    for place in 0..<count { messages.append(Int(unsafe flows[place].pointee.windowMessages)) }
    return messages
  }

  /// Closes every connection; returns how many messages of the measurement had no reply.
  mutating func closeAll() -> UInt64 {
    var unfinished: UInt64 = 0
    for place in 0..<count where unsafe flows[place].pointee.fd >= 0 {
      let flow = unsafe flows[place]
      if unsafe flow.pointee.stopsReading || flow.pointee.state == .ending {
        counters.abandonedCount &+= forget(place, reset: false)
        continue
      }
      counters.unansweredCount &+= unsafe flow.pointee.inFlight
      unfinished += unfinishedInFlight(place)
      _ = forget(place, reset: false)
    }
    for place in 0..<pacings.count { unfinished += unsentCount(place) }
    return unfinished
  }

  private func isInWindow(_ due: UInt64) -> Bool { due >= windowStart && due < windowEnd }

  private func unfinishedInFlight(_ place: Int) -> UInt64 {
    var unfinished: UInt64 = 0
    var flow = unsafe flows[place].pointee
    while flow.inFlight > 0 {
      let (run, count) = rings.take(place, &flow, upTo: flow.sent)
      if isInWindow(run.due) { unfinished += count }
    }
    return unfinished
  }

  /// Messages of the measurement that a connection was never given to send.
  ///
  /// The backlog holds the latest that came due, so those of the measurement are among its last.
  private func unsentCount(_ place: Int) -> UInt64 {
    let pacing = unsafe pacings[place].pointee
    return min(pacing.backlog, pacing.windowCount) + untakenCount(place)
  }

  /// Messages of the measurement that came due and were not looked at, as the thread was behind.
  private func untakenCount(_ place: Int) -> UInt64 {
    guard windowStart < windowEnd, unsafe !flows[place].pointee.stopsReading else { return 0 }
    return unsafe pacings[place].pointee.coming.expectedCount(
      in: windowStart..<windowEnd, from: scheduleStart)
  }

  /// Messages that came due in the measurement, on connections that read, and those of them that
  /// the thread did not come to look at.
  private var dueCounts: (all: UInt64, missed: UInt64) {
    var counts: (all: UInt64, missed: UInt64) = (0, 0)
    for place in 0..<pacings.count {
      let missed = untakenCount(place)
      counts.all += unsafe pacings[place].pointee.windowCount + missed
      counts.missed += missed
    }
    return counts
  }
}
