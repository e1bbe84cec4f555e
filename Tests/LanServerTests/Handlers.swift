import LanServer
import Reactor
import SessionGuards

/// What happened, as handlers tell it; any thread may look.
final class Diary: Sendable {
  enum Entry: Equatable {
    case accepted(SessionID)
    case received(SessionID, [UInt8])
    case released(SessionID, CloseReason)
    case trouble(ServerTrouble)
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

  mutating func onAccept(_ id: SessionID, _ sender: inout some SessionSender & ~Copyable) {
    diary.note(.accepted(id))
    if welcomes { _ = sender.send(id, [1, UInt8(id.slot)].span) }
  }

  mutating func onReceive(
    _ id: SessionID, _ packet: RawSpan, _ sender: inout some SessionSender & ~Copyable
  ) throws(Rejection) {
    let payload = unsafe packet.withUnsafeBytes { unsafe Array($0) }
    diary.note(.received(id, payload))
    switch payload[0] {
    case Self.rejectMe: throw Rejection()
    case Self.staySilent: break
    case Self.disconnectMe:
      _ = sender.send(id, packet)
      _ = sender.disconnect(id)
    default: _ = sender.send(id, packet)
    }
  }

  mutating func onRelease(
    _ id: SessionID, _ reason: CloseReason, _ sender: inout some SessionSender & ~Copyable
  ) {
    diary.note(.released(id, reason))
    if sender.send(id, [9].span) { diary.note(.received(id, [])) }
  }

  mutating func onError(_ trouble: ServerTrouble) {
    diary.note(.trouble(trouble))
  }
}
