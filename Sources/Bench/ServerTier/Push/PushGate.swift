public import Synchronization

/// Whether the threads outside the reactors send: they begin by themselves, pause after a
/// measurement (mark 1), go on when the next one begins (mark 0), and end with the server.
@usableFromInline
final class PushGate: Sendable {
  @usableFromInline
  enum State: Int, AtomicRepresentable, Sendable {
    case sending, pausing, ended
  }

  private let word = Atomic(State.sending)

  @usableFromInline init() {}

  // Relaxed, all: it carries nothing but itself; joining the threads orders what they wrote.
  @usableFromInline var state: State { word.load(ordering: .relaxed) }

  func pause() {
    // Relaxed: as above.
    _ = word.compareExchange(expected: .sending, desired: .pausing, ordering: .relaxed)
  }

  func resume() {
    // Relaxed: as above.
    _ = word.compareExchange(expected: .pausing, desired: .sending, ordering: .relaxed)
  }

  // Relaxed: as above.
  func end() { word.store(.ended, ordering: .relaxed) }
}
