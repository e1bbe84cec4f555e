import Glibc
import Reactor
import Wire

extension Shard {
  /// Begins as many connections as may begin now.
  mutating func beginConnections(now: UInt64) throws(Errno) {
    while phase < .draining, let place = connector.next(now: now) {
      try beginConnection(place, now: now)
    }
  }

  private mutating func beginConnection(_ place: Int, now: UInt64) throws(Errno) {
    let fd: Int32
    do throws(Errno) {
      fd = try Connection.open(
        to: server.endpoint, from: connector.source(of: connection(at: place)))
    } catch {
      connectFailed(place, error, now: now)
      return
    }
    let flow = unsafe flows[place]
    unsafe flow.pointee.begin(fd: fd, connection: connection(at: place))
    counters.connectsCount &+= 1
    let token = unsafe UInt64(flow.pointee.life) << 32 | UInt64(place)
    try poller.add(fd, token: token, [.readable, .writable, .peerEnded, .edges])
  }

  /// Notes how an attempt ended; reports whether the connection stands.
  mutating func finishConnecting(_ place: Int, _ readiness: Readiness) throws(Errno) -> Bool {
    guard !readiness.isDisjoint(with: [.writable, .failed, .hangUp]) else { return false }
    let flow = unsafe flows[place]
    do throws(Errno) {
      try Connection.finishOpening(unsafe flow.pointee.fd)
    } catch {
      closeDescriptor(of: place, reset: false)
      connectFailed(place, error, now: clock.now)
      return false
    }
    unsafe flow.pointee.state = .greeting
    // A raw echo sends no welcome.
    if plan.raw { try open(place) }
    return unsafe flow.pointee.fd >= 0
  }

  /// Notes that the connection may be used, and uses it.
  private mutating func open(_ place: Int) throws(Errno) {
    let flow = unsafe flows[place]
    unsafe flow.pointee.state = .open
    connector.pendingCount -= 1
    connector.succeeded()
    counters.welcomesCount &+= 1
    welcomedCount += 1
    if unsafe flow.pointee.stopsReading {
      try serveSilentReader(place, [])
    } else {
      try send(place, now: clock.now)
    }
  }

  private mutating func connectFailed(_ place: Int, _ error: Errno, now: UInt64) {
    connector.pendingCount -= 1
    counters.failedConnectsCount &+= 1
    connector.wait(place)
    if error.code == EADDRNOTAVAIL && connector.changeAddress() { return }
    let reason = ConnectFailure.reason(server.endpoint, error)
    if phase == .connecting {
      run.fail(.unreachable(reason))
      return
    }
    connector.notBefore = now + Connector.retryNanoseconds
    let since = connector.failingSince ?? now
    connector.failingSince = since
    if now - since > UInt64(seconds: plan.greetingSeconds) { run.fail(.serverLost(reason)) }
  }

  /// Reads the welcome; reports whether it was one, and of this run.
  mutating func greet(_ place: Int, _ payload: RawSpan) throws(Errno) -> Bool {
    guard let welcome = Welcome(payload) else {
      if let push = PushHeader(payload) {
        hearTooSoon(push, place)
        return true
      }
      run.fail(.notOurServer("\(server.endpoint) sent something else instead of a welcome"))
      return false
    }
    if let token = server.token, token != welcome.token {
      run.fail(
        .wrongToken(expected: RunToken(rawValue: token), found: RunToken(rawValue: welcome.token)))
      return false
    }
    let flow = unsafe flows[place]
    unsafe flow.pointee.slot = welcome.slot
    unsafe flow.pointee.generation = welcome.generation
    // In its first life a connection's place is as the kernel gave it: empty.
    if unsafe flow.pointee.life > 1 { ledger.clear(place) }
    claimSession(place, welcome)
    run.setSession(
      UInt64(welcome.slot) << 32 | UInt64(welcome.generation), of: connection(at: place))
    try open(place)
    return unsafe flow.pointee.fd >= 0
  }

  /// Notices a session that the server has given to another client, or to this one before.
  private mutating func claimSession(_ place: Int, _ welcome: Welcome) {
    let other = run.claim(
      slot: welcome.slot, generation: welcome.generation, for: connection(at: place))
    guard let other else { return }
    report(
      .sharedSession, place, expected: "a session that no client was given before",
      found: "that of connection \(other)")
  }

  /// Notes a push that came before the welcome: it can only be another session's.
  private mutating func hearTooSoon(_ push: PushHeader, _ place: Int) {
    counters.pushesCount &+= 1
    violations.append(
      Violation(
        kind: .foreignPush, connection: connection(at: place), slot: push.slot,
        generation: push.generation, sender: push.sender, expected: "a welcome",
        found: "a push to this session, sequence \(push.sequence)"))
  }
}
