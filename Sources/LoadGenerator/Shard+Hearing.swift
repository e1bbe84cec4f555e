import Reactor
import Wire

extension Shard {
  /// Takes one frame that is not the reply expected next; reports whether the connection goes on.
  mutating func hear(
    _ place: Int, _ frame: UnsafeRawBufferPointer, now: UInt64
  ) throws(Errno) -> Bool {
    // Safe: the frame is whole.
    let payload = unsafe UnsafeRawBufferPointer(rebasing: frame[shape.headerBytes...]).bytes
    if unsafe flows[place].pointee.state == .greeting { return try greet(place, payload) }
    let kind = plan.raw ? .echo : PacketKind(payload)
    switch kind {
    case .push: hearPush(place, payload)
    case .echo: unsafe hearWrongEcho(place, frame, now: now)
    case .welcome, .command, nil:
      report(
        .malformedFrame, place, expected: "an echo or a push",
        found: kind.map { "a \($0)" } ?? "an unknown kind")
    }
    return true
  }

  private mutating func hearPush(_ place: Int, _ payload: RawSpan) {
    guard let push = PushHeader(payload) else {
      report(
        .malformedFrame, place, expected: "a push of at least \(PushHeader.byteCount) bytes",
        found: "\(payload.byteCount) bytes, or reserved bits that are set")
      return
    }
    counters.pushesCount &+= 1
    let flow = unsafe flows[place]
    if phase == .measuring { unsafe flow.pointee.windowMessages &+= 1 }
    let isOwn =
      unsafe push.slot == flow.pointee.slot
      && push.generation == flow.pointee.generation
    guard isOwn else {
      report(
        .foreignPush, place, sender: push.sender, expected: "a push to this session",
        found: "one to session \(push.slot) generation \(push.generation), "
          + "sequence \(push.sequence)")
      return
    }
    if !Pattern.matches(payload, from: PushHeader.byteCount, sequence: push.sequence) {
      report(
        .corruptedPush, place, sender: push.sender,
        expected: "the pattern of sequence \(push.sequence)", found: "other bytes")
    }
    judge(place, push)
  }

  @inline(__always)
  private mutating func judge(_ place: Int, _ push: PushHeader) {
    switch ledger.hear(place, sender: push.sender, sequence: push.sequence) {
    case .inOrder: break
    case .hole(let expected):
      report(
        .pushHole, place, sender: push.sender, expected: "sequence \(expected)",
        found: "\(push.sequence)")
    case .duplicate(let expected):
      report(
        .duplicatePush, place, sender: push.sender, expected: "sequence \(expected)",
        found: "\(push.sequence)")
    // Our own limit, and no fault of the server's.
    case .full: counters.uncheckedPushesCount &+= 1
    }
  }

  private mutating func hearWrongEcho(
    _ place: Int, _ frame: UnsafeRawBufferPointer, now: UInt64
  ) {
    let flow = unsafe flows[place]
    guard unsafe flow.pointee.inFlight > 0 else {
      report(
        .unaskedEcho, place, expected: "nothing",
        found: "an echo of \(frame.count - shape.headerBytes) bytes")
      return
    }
    let sequence = unsafe flow.pointee.answered
    report(
      .corruptedEcho, place,
      expected: "echo \(sequence) of \(shape.payloadBytes) bytes",
      found: unsafe difference(flow.pointee, frame))
    counters.wrongRepliesCount &+= 1
    // It stands for the reply all the same: the next one is compared with the next message.
    settle(place, 1, now: now)
  }

  /// Says where a reply first differs from the message that it should be.
  private func difference(_ flow: Flow, _ frame: UnsafeRawBufferPointer) -> String {
    guard frame.count == shape.byteCount else {
      return "\(frame.count - shape.headerBytes) bytes"
    }
    let right = UnsafeMutableRawBufferPointer.allocate(
      byteCount: shape.byteCount, alignment: 16)
    defer { unsafe right.deallocate() }
    unsafe shape.write(to: right, leadingWord: flow.leadingWord, sequence: flow.answered)
    for offset in shape.headerBytes..<frame.count
    where unsafe frame[offset] != right[offset] {
      let bytes = unsafe (frame[offset], right[offset])
      return "\(bytes.0) instead of \(bytes.1) at offset \(offset - shape.headerBytes)"
    }
    return "nothing wrong"
  }

  mutating func report(
    _ kind: Violation.Kind, _ place: Int, sender: UInt32? = nil, expected: String, found: String
  ) {
    let flow = unsafe flows[place]
    violations.append(
      Violation(
        kind: kind, connection: connection(at: place), slot: unsafe flow.pointee.slot,
        generation: unsafe flow.pointee.generation, sender: sender, expected: expected,
        found: found))
  }
}
