public import GuardedServer
public import SessionGuards
public import Wire

/// The first message to every client: which session it is, of which run.
@usableFromInline
@frozen
struct Greeting: Sendable {
  @usableFromInline let token: UInt64
  @usableFromInline let maximumPayload: Int

  init(token: UInt64, maximumPayload: Int) {
    self.token = token
    self.maximumPayload = maximumPayload
  }

  @inlinable
  func send(to id: SessionID, through sender: inout some SessionSender & ~Copyable) -> Bool {
    let welcome = Welcome(
      slot: id.slot, generation: id.generation, maximumPayloadBytes: UInt32(maximumPayload),
      token: token)
    var message = Payload(byteCount: Welcome.byteCount)
    message.write { welcome.write(to: &$0) }
    return sender.send(message.storage.span, to: id)
  }
}
