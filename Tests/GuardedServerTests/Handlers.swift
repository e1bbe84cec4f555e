import GuardedServer
import Reactor
import SessionGuards

/// What happened, as handlers tell it; any thread may look.
final class Diary: Sendable {
  enum Entry: Equatable {
    case accepted(SessionID)
    case received(SessionID, [UInt8])
    case released(SessionID, CloseReason)
    case noticed(ServerNotice)
  }

  private let entries = Locked<[Entry]>([])

  func note(_ entry: Entry) { entries.withLock { $0.append(entry) } }

  var all: [Entry] { entries.withLock { $0 } }

  var accepted: [SessionID] {
    all.compactMap { if case .accepted(let id) = $0 { id } else { nil } }
  }
  var received: [[UInt8]] {
    all.compactMap { if case .received(_, let payload) = $0 { payload } else { nil } }
  }
  var released: [CloseReason] {
    all.compactMap { if case .released(_, let reason) = $0 { reason } else { nil } }
  }
}

/// Writes everything down, echoes, and obeys a few first bytes.
struct Witness: SessionHandler {
  let diary: Diary
  var welcomes = false

  static let disconnectMe: UInt8 = 0xd0
  static let rejectMe: UInt8 = 0xd1
  static let staySilent: UInt8 = 0xd2

  mutating func onAccept(_ id: SessionID, via sender: inout some SessionSender & ~Copyable) {
    diary.note(.accepted(id))
    if welcomes { sender.send([1, UInt8(id.slot)].span, to: id) }
  }

  mutating func onReceive(
    _ packet: RawSpan, from id: SessionID, via sender: inout some SessionSender & ~Copyable
  ) throws(Rejection) {
    let payload = unsafe packet.withUnsafeBytes { unsafe Array($0) }
    diary.note(.received(id, payload))
    switch payload[0] {
    case Self.rejectMe: throw Rejection()
    case Self.staySilent: break
    case Self.disconnectMe:
      sender.send(packet, to: id)
      sender.disconnect(id)
    default: sender.send(packet, to: id)
    }
  }

  mutating func onRelease(
    _ id: SessionID, because reason: CloseReason, via sender: inout some SessionSender & ~Copyable
  ) {
    diary.note(.released(id, reason))
    if sender.send([9].span, to: id) { diary.note(.received(id, [])) }
  }

  mutating func onNotice(_ notice: ServerNotice) {
    diary.note(.noticed(notice))
  }
}
