import Reactor
import Wire

extension Shard {
  /// Bytes of a command on the wire.
  static let commandBytes = Frame.headerBytes + Command.byteCount

  /// Gives the kernel all that a connection may send now, in one write where it fits.
  ///
  /// Nothing unsent is stored: a message follows from its sequence, so what the kernel did not
  /// take is written again when it takes more.
  mutating func send(_ place: Int, now: UInt64) throws(Errno) {
    let flow = unsafe flows[place]
    // A client that reads nothing sends at its own pace: see `serveSilentReader`.
    guard unsafe flow.pointee.state == .open, unsafe !flow.pointee.stopsReading else { return }
    while unsafe !flow.pointee.isBlocked {
      let room = allowance(place)
      if room == 0, unsafe !flow.pointee.hasCommand { return }
      let messages = min(room, (output.width &- Self.commandBytes) / shape.byteCount)
      let length = compose(place, messages)
      let begun = Int(unsafe flow.pointee.begunBytes)
      guard let taken = writeOutput(place, from: begun, to: length) else {
        ended(place)
        return
      }
      counters.writtenBytes &+= UInt64(taken)
      if taken < length &- begun { unsafe flow.pointee.isBlocked = true }
      account(place, bytes: begun &+ taken, now: now)
    }
  }

  /// Returns how many messages the connection may send; one that is begun is among them.
  @inline(__always)
  private func allowance(_ place: Int) -> Int {
    let flow = unsafe flows[place]
    let inFlight = unsafe Int(truncatingIfNeeded: flow.pointee.inFlight)
    switch loop {
    case .listen: return 0
    case .closed:
      if phase == .warmUp || phase == .measuring { return plan.depth &- inFlight }
      return unsafe flow.pointee.begunBytes > 0 && !flow.pointee.isCommandBegun ? 1 : 0
    case .open:
      let backlog = Int(truncatingIfNeeded: unsafe pacings[place].pointee.backlog)
      return min(backlog, plan.inFlightLimit &- inFlight)
    }
  }

  /// Writes frames to the output, the begun one first and whole; returns their length.
  mutating func compose(_ place: Int, _ messages: Int) -> Int {
    let flow = unsafe flows[place]
    let commandPlace = unsafe flow.pointee.commandPlace
    var length = 0
    for number in 0..<messages {
      if number == commandPlace { length = unsafe writeCommand(flow, at: length) }
      // Safe: the caller has made sure that so many messages and a command have room.
      let message = unsafe UnsafeMutableRawBufferPointer(
        start: output[0] + length, count: shape.byteCount)
      unsafe shape.write(
        to: message, leadingWord: flow.pointee.leadingWord,
        sequence: flow.pointee.sent &+ UInt64(number))
      length &+= shape.byteCount
    }
    if messages == commandPlace { length = unsafe writeCommand(flow, at: length) }
    return length
  }

  private func writeCommand(_ flow: UnsafeMutablePointer<Flow>, at offset: Int) -> Int {
    // Safe: the output has room for a command beside the messages.
    var frame = unsafe UnsafeMutableRawBufferPointer(
      start: output[0] + offset, count: Self.commandBytes
    ).mutableBytes
    Frame.writeHeader(payloadBytes: Command.byteCount, to: &frame)
    var payload = unsafe UnsafeMutableRawBufferPointer(
      start: output[0] + offset + Frame.headerBytes, count: Command.byteCount
    ).mutableBytes
    unsafe flow.pointee.command.write(to: &payload)
    return offset + Self.commandBytes
  }

  /// Returns how many bytes the kernel took; nil if the connection is gone.
  func writeOutput(_ place: Int, from start: Int, to end: Int) -> Int? {
    let bytes = unsafe UnsafeRawBufferPointer(start: output[0] + start, count: end &- start)
    do throws(Errno) {
      return try unsafe SocketPort().write(flows[place].pointee.fd, bytes) ?? 0
    } catch {
      return nil
    }
  }

  /// Notes what went out: `bytes` from the beginning of the frame that was begun, if one was.
  private mutating func account(_ place: Int, bytes: Int, now: UInt64) {
    let flow = unsafe flows[place]
    var rest = bytes
    if unsafe flow.pointee.hasCommand {
      let before = unsafe flow.pointee.commandPlace &* shape.byteCount
      unsafe flow.pointee.isCommandBegun = false
      if rest >= before &+ Self.commandBytes {
        unsafe flow.pointee.hasCommand = false
        counters.commandsCount &+= 1
        rest &-= Self.commandBytes
      } else if rest > before {
        unsafe flow.pointee.isCommandBegun = true
        noteSent(place, before == 0 ? 0 : 1, now: now)
        unsafe flow.pointee.begunBytes = UInt32(rest &- before)
        return
      }
    }
    noteSent(place, rest / shape.byteCount, now: now)
    unsafe flow.pointee.begunBytes = UInt32(rest % shape.byteCount)
  }

  /// Notes whole messages as in flight.
  private mutating func noteSent(_ place: Int, _ messages: Int, now: UInt64) {
    guard messages > 0 else { return }
    let flow = unsafe flows[place]
    let end = unsafe flow.pointee.sent &+ UInt64(messages)
    if loop == .open {
      let pacing = unsafe pacings[place]
      for sequence in unsafe flow.pointee.sent..<end {
        let due = unsafe pacing.pointee.sending.dueTime(from: scheduleStart)
        unsafe pacing.pointee.sending.advance()
        unsafe rings.append(place, &flow.pointee, due: due, sent: now, end: sequence &+ 1)
      }
      unsafe pacing.pointee.backlog &-= UInt64(messages)
      backlogTotal &-= UInt64(messages)
    } else {
      unsafe rings.append(place, &flow.pointee, due: now, sent: now, end: end)
    }
    unsafe flow.pointee.sent = end
    inFlightTotal &+= UInt64(messages)
    counters.sentCount &+= UInt64(messages)
  }
}
