import Glibc
import SessionGuards

/// A place where all threads of a stress meet, again and again, and go on at the same moment.
///
/// A thread that comes early spins, yielding, so that it works on one processor too.
final class Rendezvous: Sendable {
  private let count: UInt64
  private let arrived = HardwareWord(0)
  /// Counts the meetings, times two; the lowest bit says that it was the last.
  private let phase = HardwareWord(0)

  init(count: Int) { self.count = UInt64(count) }

  /// Waits for all others and returns whether to go on, which the last to come asks for all.
  ///
  /// What each did before it is visible to all of them after it.
  func meet(_ goesOn: () -> Bool) -> Bool {
    // Relaxed: this thread has seen the last meeting end, and no other can before it arrives.
    let before = phase.load(.relaxed, "meet.before")
    // Acquire and release: the last to come sees what all did, and hands it on with the phase.
    if arrived.add(1, .acquiringAndReleasing, "meet.arrive") == count - 1 {
      // Relaxed: no thread comes again before the phase has changed.
      arrived.store(0, .relaxed, "meet.reset")
      let next = (before & ~1) + 2 | (goesOn() ? 0 : 1)
      // Release: pairs with the acquiring load of the threads that wait.
      phase.store(next, .releasing, "meet.open")
      return next & 1 == 0
    }
    while true {
      // Acquire: pairs with the releasing store of the last to come.
      let now = phase.load(.acquiring, "meet.wait")
      if now != before { return now & 1 == 0 }
      sched_yield()
    }
  }
}
