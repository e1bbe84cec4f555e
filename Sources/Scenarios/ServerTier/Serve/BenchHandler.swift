public import GuardedServer
public import SessionGuards
public import Wire

/// What a server under test does with its sessions: the bench's protocol (docs/protocol.md).
///
/// The path of an echo touches this value, the packet and the sender, nothing else.
@usableFromInline
@frozen
struct BenchHandler: SessionHandler {
  @usableFromInline let greeting: Greeting
  @usableFromInline let live: LiveSessions
  @usableFromInline let record: ServeRecord
  @usableFromInline var pusher: Pusher
  /// The raw id of the session that was accepted last, until the next callback; else 0.
  ///
  /// Other threads learn of it only then. A client that connects for a mark asks for it at once,
  /// most often in the next callback, and the mark hides its session: so no thread floods a client
  /// that waits for one reply.
  ///
  /// With `Topology.shared` the next callback may run on another reactor: the newcomer is then kept
  /// in `live`, and this is `sharedNewcomer` throughout.
  @usableFromInline var newcomer: UInt64

  /// The session that asked for the latest mark, and how many marks it asked for in a row.
  @usableFromInline var markRun: (id: UInt64, count: Int) = (0, 0)

  /// No session's raw id.
  @usableFromInline static var sharedNewcomer: UInt64 { .max }

  init(
    reactor: Int, _ greeting: Greeting, slotCount: Int, _ record: ServeRecord,
    _ topology: Topology = .owned
  ) {
    self.greeting = greeting
    self.record = record
    live = record.live
    newcomer = topology == .shared ? Self.sharedNewcomer : 0
    pusher = Pusher(
      number: PushHeader.reactorSenders | UInt32(reactor), slotCount: slotCount)
  }

  @inlinable
  mutating func onAccept(_ id: SessionID, via sender: inout some SessionSender & ~Copyable) {
    publishNewcomer()
    _ = greeting.send(to: id, through: &sender)
    live.begin(id)
    if newcomer == Self.sharedNewcomer { return live.welcome(id) }
    newcomer = id.rawValue
  }

  @inlinable @inline(__always)
  mutating func onReceive(
    _ packet: RawSpan, from id: SessionID, via sender: inout some SessionSender & ~Copyable
  ) throws(Rejection) {
    if newcomer != 0 { publishNewcomer() }
    if PacketKind(packet) == .echo {
      // A refusal is counted by the server: the session is ending.
      sender.send(packet, to: id)
    } else {
      try obey(id, packet, &sender)
    }
  }

  @inlinable
  mutating func onRelease(
    _ id: SessionID, because reason: CloseReason, via sender: inout some SessionSender & ~Copyable
  ) {
    if newcomer == id.rawValue { newcomer = 0 }
    publishNewcomer()
    record.released(id, reason)
  }

  @inlinable
  mutating func onNotice(_ notice: ServerNotice) { record.note(notice) }
}

extension BenchHandler {
  /// Lets other threads send to the session whose callback was the one before.
  @inlinable @inline(never)
  mutating func publishNewcomer() {
    if newcomer == Self.sharedNewcomer { return live.publishNewcomer() }
    guard newcomer != 0 else { return }
    live.publish(SessionID(rawValue: newcomer))
    newcomer = 0
  }

  /// Carries out a client's command; any other packet breaks the protocol.
  @inlinable @inline(never)
  mutating func obey(
    _ id: SessionID, _ packet: RawSpan, _ sender: inout some SessionSender & ~Copyable
  ) throws(Rejection) {
    guard let command = Command(packet) else { throw Rejection() }
    switch command.operation {
    case .push: try push(command, to: id, &sender)
    case .pushToSession: try push(command, to: SessionID(rawValue: command.argument), &sender)
    case .disconnect:
      record.willDisconnect(id)
      sender.disconnect(id)
    case .mark:
      guard mayMark(id) else { throw Rejection() }
      record.mark(command.argument, askedBy: id)
      sender.send(packet, to: id)
    }
  }

  /// Marks of one session with none of another's in between: each may wait for the threads that
  /// push, and a client that asks without end must not keep the reactor from the others.
  @usableFromInline static var marksInARow: Int { 64 }

  @usableFromInline
  mutating func mayMark(_ id: SessionID) -> Bool {
    markRun = (id.rawValue, markRun.id == id.rawValue ? markRun.count + 1 : 1)
    return markRun.count <= Self.marksInARow
  }

  /// Pushes until all are sent or one is refused: then the session is ending, or has ended.
  @inlinable
  mutating func push(
    _ command: Command, to id: SessionID, _ sender: inout some SessionSender & ~Copyable
  ) throws(Rejection) {
    let byteCount = Int(command.payloadBytes)
    guard byteCount <= greeting.maximumPayload else { throw Rejection() }
    for _ in 0..<command.count {
      guard pusher.push(to: id, byteCount: byteCount, through: &sender) else { return }
    }
  }
}
