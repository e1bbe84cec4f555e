import Reactor
import Wire

extension Shard {
  /// Reads in a row before other connections have their turn.
  private static let readsPerTurn = 16

  /// Reads what is there, checks it, and sends what the replies made room for.
  ///
  /// One clock reading per read: it is when all its replies came, and when the messages that
  /// follow them were sent. Latency is thus too long by the time it takes to check one read's
  /// replies, and never too short.
  mutating func receive(_ place: Int, endsStream: Bool) throws(Errno) {
    let flow = unsafe flows[place]
    var now: UInt64 = 0
    for _ in 0..<Self.readsPerTurn {
      let taken: Int?
      do throws(Errno) {
        taken = try readOnce(place)
      } catch {
        ended(place)
        return
      }
      guard let taken else {
        if now != 0 { try send(place, now: now) }
        return
      }
      if taken == 0 {
        ended(place)
        return
      }
      now = clock.now
      counters.readBytes &+= UInt64(taken)
      lastRead = now
      guard try parse(place, byteCount: taken, now: now) else { return }
      // A short read has emptied the socket: the next byte is an edge of its own.
      if taken < Self.readBytes && !endsStream { return try send(place, now: now) }
    }
    try send(place, now: now)
    guard unsafe flow.pointee.fd >= 0 else { return }
    try awaitEdgeAgain(place)
  }

  /// Makes the poller report the connection's readiness once more, if there is any.
  func awaitEdgeAgain(_ place: Int) throws(Errno) {
    let flow = unsafe flows[place]
    let token = unsafe UInt64(flow.pointee.life) << 32 | UInt64(place)
    try poller.modify(
      unsafe flow.pointee.fd, token: token, [.readable, .writable, .peerEnded, .edges])
  }

  /// Where a read lands in the input; what is incomplete from before goes in front of it.
  private var landing: UnsafeMutablePointer<UInt8> {
    @inline(__always) get { unsafe input[0] + (input.width &- Self.readBytes) }
  }

  private func readOnce(_ place: Int) throws(Errno) -> Int? {
    let buffer = unsafe UnsafeMutableRawBufferPointer(start: landing, count: Self.readBytes)
    return try unsafe SocketPort().read(flows[place].pointee.fd, into: buffer)
  }

  /// Checks the frames in the input; reports whether the connection is still there.
  private mutating func parse(_ place: Int, byteCount: Int, now: UInt64) throws(Errno) -> Bool {
    let flow = unsafe flows[place]
    let tail = Int(unsafe flow.pointee.tailBytes)
    // Safe: the input has room for the longest tail in front of the landing.
    var next = unsafe UnsafeRawPointer(landing - tail)
    var left = tail &+ byteCount
    if tail > 0 { unsafe (landing - tail).update(from: tails[place], count: tail) }
    while true {
      let replies = unsafe matchReplies(flow.pointee, next, left)
      if replies > 0 {
        settle(place, replies, now: now)
        counters.answeredCount &+= UInt64(replies)
        unsafe next += replies &* shape.byteCount
        left &-= replies &* shape.byteCount
      }
      guard let length = unsafe frameLength(next, left) else { break }
      guard length > 0 else {
        return unsafe refuseFrame(place, next)
      }
      // Safe: the frame lies within what was read.
      let frame = unsafe UnsafeRawBufferPointer(start: next, count: length)
      guard unsafe try hear(place, frame, now: now) else { return false }
      unsafe next += length
      left &-= length
    }
    unsafe flow.pointee.tailBytes = UInt32(left)
    if left > 0 {
      unsafe UnsafeMutableRawPointer(tails[place]).copyMemory(from: next, byteCount: left)
    }
    return true
  }

  /// Counts the replies at the front of the input that are exactly the ones expected.
  @inline(__always)
  private func matchReplies(_ flow: Flow, _ start: UnsafeRawPointer, _ byteCount: Int) -> Int {
    let size = shape.byteCount
    let expected = min(UInt64(byteCount / size), flow.inFlight)
    var count: UInt64 = 0
    while count < expected {
      // Safe: `expected` messages lie within the bytes.
      let message = unsafe UnsafeRawBufferPointer(
        start: start + Int(truncatingIfNeeded: count) &* size, count: size)
      guard
        unsafe shape.matches(
          message, leadingWord: flow.leadingWord, sequence: flow.answered &+ count)
      else { break }
      count &+= 1
    }
    return Int(truncatingIfNeeded: count)
  }

  /// Takes replies off what is in flight, and records how long they took.
  mutating func settle(_ place: Int, _ replies: Int, now: UInt64) {
    let flow = unsafe flows[place]
    let end = unsafe flow.pointee.answered &+ UInt64(replies)
    inFlightTotal &-= UInt64(replies)
    if phase == .measuring { unsafe flow.pointee.windowMessages &+= UInt64(replies) }
    while unsafe flow.pointee.answered < end {
      let (run, count) = unsafe rings.take(place, &flow.pointee, upTo: end)
      guard run.due >= windowStart && run.due < windowEnd else { continue }
      latency.record(now &- run.due, count: count)
      if loop == .open { serviceLatency.record(now &- run.sent, count: count) }
    }
  }

  /// Returns the length of the frame at the front; nil if it is incomplete, 0 if it is not legal.
  private func frameLength(_ start: UnsafeRawPointer, _ byteCount: Int) -> Int? {
    if plan.raw { return byteCount < shape.byteCount ? nil : shape.byteCount }
    guard byteCount >= Frame.headerBytes else { return nil }
    // Safe: two bytes lie within what was read.
    let payload = Frame.payloadBytes(unsafe UnsafeRawBufferPointer(start: start, count: 2).bytes)
    guard payload > 0 && payload <= server.maximumPayloadBytes else { return 0 }
    let length = Frame.bytes(payload: payload)
    return byteCount < length ? nil : length
  }

  private mutating func refuseFrame(_ place: Int, _ start: UnsafeRawPointer) -> Bool {
    let flow = unsafe flows[place]
    // Safe: two bytes lie within what was read.
    let payload = Frame.payloadBytes(unsafe UnsafeRawBufferPointer(start: start, count: 2).bytes)
    let found = "a frame of \(payload) bytes where 1 to \(server.maximumPayloadBytes) are legal"
    if unsafe flow.pointee.state == .greeting {
      run.fail(.notOurServer("\(server.endpoint) sent \(found), instead of a welcome"))
    } else {
      report(.malformedFrame, place, expected: "a legal length", found: found)
    }
    ended(place)
    return false
  }
}
