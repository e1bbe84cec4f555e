internal import Glibc
internal import Probe
public import SessionGuards
public import Synchronization

/// Whether the threads outside the reactors send: they begin by themselves, pause after a
/// measurement (mark 1), go on when the next one begins (mark 0), and end with the server.
///
/// Between two portions a thread passes the gate and holds no session's id. So a reactor that has
/// hidden a session can wait until no thread sends to it any more.
@usableFromInline
final class PushGate: Sendable {
  @usableFromInline
  enum State: Int, AtomicRepresentable, Sendable {
    case sending, pausing, ended
  }

  @usableFromInline let word = Atomic(State.sending)
  /// How often a reactor waited for all threads to pass.
  @usableFromInline let calls = Atomic<UInt64>(0)
  /// Per thread the last call that it has passed after.
  @usableFromInline let passed: SlotTable<Passage>
  private let threadsCount: Int
  private let patienceNanoseconds: UInt64

  @usableFromInline
  struct Passage: ~Copyable, Sendable {
    @usableFromInline let call = Atomic<UInt64>(0)
  }

  init(threadsCount: Int, patienceNanoseconds: UInt64 = 1_000_000_000) {
    passed = SlotTable(count: max(threadsCount, 1)) { _ in Passage() }
    self.threadsCount = threadsCount
    self.patienceNanoseconds = patienceNanoseconds
  }

  /// Tells what the thread is to do next; it holds no id when it asks.
  @inlinable
  func pass(thread: Int) -> State {
    // Acquire: pairs with `awaitPassage`; a thread that sees the call sees what was done before.
    let call = calls.load(ordering: .acquiring)
    // Relaxed: after the call, which is what counts.
    let state = word.load(ordering: .relaxed)
    // Release: pairs with `awaitPassage`, which then sees all that this thread sent before. A
    // thread that ends sends nothing any more, whatever is called.
    passed[Slot(thread)].call.store(state == .ended ? .max : call, ordering: .releasing)
    return state
  }

  /// Waits until every thread has passed the gate since this call began.
  ///
  /// A portion takes less than a millisecond, and so does a rest. The wait ends after a second in
  /// any case: then a thread hangs in its guard, and there is a violation to report.
  func awaitPassage() {
    guard threadsCount > 0 else { return }
    // Acquire and release: pairs with `pass`; what the caller did stands before the call.
    let call = calls.wrappingAdd(1, ordering: .acquiringAndReleasing).newValue
    let deadline = MonotonicClock.nanoseconds + patienceNanoseconds
    while !haveAllPassed(call), MonotonicClock.nanoseconds < deadline { usleep(50) }
  }

  private func haveAllPassed(_ call: UInt64) -> Bool {
    // Acquire: pairs with the releasing store of `pass`.
    (0..<Slot(threadsCount)).allSatisfy { passed[$0].call.load(ordering: .acquiring) >= call }
  }

  func pause() {
    // Relaxed: it carries nothing but itself; `awaitPassage` waits for its effect.
    _ = word.compareExchange(expected: .sending, desired: .pausing, ordering: .relaxed)
  }

  func resume() {
    // Relaxed: as above.
    _ = word.compareExchange(expected: .pausing, desired: .sending, ordering: .relaxed)
  }

  // Relaxed: as above; joining the threads orders what they wrote.
  func end() { word.store(.ended, ordering: .relaxed) }
}
