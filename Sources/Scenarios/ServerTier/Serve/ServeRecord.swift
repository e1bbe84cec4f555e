public import GuardedServer
internal import Probe
internal import Reactor
public import SessionGuards
internal import Statistics
internal import Synchronization

/// What a server under test notes beside its sessions: marks, releases, pauses. Nothing of it
/// happens per message.
@usableFromInline
final class ServeRecord: Sendable {
  @usableFromInline let live: LiveSessions
  @usableFromInline let gate: PushGate
  @usableFromInline let window = PushWindow()
  private let counters: @Sendable () -> ServerCounters
  private let notes = Mutex(Notes())

  /// What was noted so far.
  struct Notes {
    /// The latest; a client may ask for any number of them.
    var marks: [Mark] = []
    var marksCount = 0
    /// From the first `disconnect` to where the slot is free again.
    var reuse = LatencyHistogram()
    var acceptPauses: [String: Int] = [:]
  }

  @usableFromInline
  init(
    slotCount: Int, sendersCount: Int = 0, counters: @escaping @Sendable () -> ServerCounters
  ) {
    live = LiveSessions(slotCount: slotCount)
    gate = PushGate(threadsCount: sendersCount)
    self.counters = counters
  }

  /// Marks that are kept; a measurement lies between the last two.
  static let marksKept = 256

  var noted: Notes { notes.withLock { $0 } }

  /// Takes the snapshot of that number; the measurement lies between 0 and 1.
  ///
  /// A client that asks for marks measures, and is not measured: no thread begins to send to its
  /// session any more. When this returns, no thread sends to it either, and after mark 1 to no
  /// session at all. So a session that ends then ends while no lease is out, and even the floor can
  /// run where no others end. The wait lies outside of the measurement.
  @usableFromInline
  func mark(_ number: UInt64, askedBy id: SessionID) {
    live.hide(id)
    if number == 0 {
      gate.resume()
      gate.awaitPassage()
    }
    let mark = Mark(number, counters())
    notes.withLock { $0.add(mark) }
    if number == 0 { window.open(at: mark.monotonicNanoseconds) }
    if number == 1 {
      window.close(at: mark.monotonicNanoseconds)
      gate.pause()
    }
    if number != 0 { gate.awaitPassage() }
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
  func note(_ notice: ServerNotice) {
    let reason: String
    switch notice {
    case .acceptPaused(let error): reason = error.isDescriptorShortage ? "descriptors" : "memory"
    case .slotsExhausted: reason = "slots"
    case .acceptResumed, .violations: return
    }
    notes.withLock { $0.acceptPauses[reason, default: 0] += 1 }
  }
}

extension ServeRecord.Notes {
  fileprivate mutating func add(_ mark: Mark) {
    marksCount += 1
    if marks.count == ServeRecord.marksKept { marks.removeFirst() }
    marks.append(mark)
  }
}
