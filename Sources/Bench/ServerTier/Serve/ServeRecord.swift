public import LanServer
internal import Measurement
internal import Probe
internal import Reactor
public import SessionGuards
internal import Synchronization

/// What a server under test notes beside its sessions: marks, releases, troubles. Nothing of it
/// happens per message.
@usableFromInline
final class ServeRecord: Sendable {
  @usableFromInline let live: LiveSessions
  @usableFromInline let gate = PushGate()
  private let counters: @Sendable () -> ServerCounters
  private let notes = Mutex(Notes())

  /// What was noted so far.
  struct Notes {
    var marks: [Mark] = []
    /// From the first `disconnect` to where the slot is free again.
    var reuse = LatencyHistogram()
    var acceptPauses: [String: Int] = [:]
  }

  @usableFromInline
  init(slotCount: Int, counters: @escaping @Sendable () -> ServerCounters) {
    live = LiveSessions(slotCount: slotCount)
    self.counters = counters
  }

  var noted: Notes { notes.withLock { $0 } }

  /// Takes the snapshot of that number; the measurement lies between 0 and 1.
  @usableFromInline
  func mark(_ number: UInt64) {
    if number == 0 { gate.resume() }
    if number == 1 { gate.pause() }
    let mark = Mark(number, counters())
    notes.withLock { $0.marks.append(mark) }
  }

  @usableFromInline
  func willDisconnect(_ id: SessionID) {
    live.table[id.slot].noteDisconnect(of: id, at: MonotonicClock.nanoseconds)
  }

  @usableFromInline
  func released(_ id: SessionID, _ reason: CloseReason) {
    live.release(id)
    guard reason == .disconnected else { return }
    let now = MonotonicClock.nanoseconds
    guard let age = live.table[id.slot].timeSinceDisconnect(of: id, at: now) else { return }
    notes.withLock { $0.reuse.record(age) }
  }

  @usableFromInline
  func note(_ trouble: ServerTrouble) {
    let reason: String
    switch trouble {
    case .acceptPaused(let error): reason = error.isDescriptorShortage ? "descriptors" : "memory"
    case .slotsExhausted: reason = "slots"
    case .acceptResumed, .violations: return
    }
    notes.withLock { $0.acceptPauses[reason, default: 0] += 1 }
  }
}
