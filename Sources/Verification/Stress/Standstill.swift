import Glibc
import SessionGuards

/// Knows when no thread can go on: every thread of a play waits or has finished, and each of those
/// that wait has found its wait not over since the last of the others stopped.
///
/// So a lost wake-up is a fact and not a timeout: it asks no clock and has no time limit. All of
/// its orders are relaxed on purpose, since a stress must not order what the guard should. On x86
/// that is exact. Elsewhere a wait is asked again so often, with a system call each time, that what
/// another thread wrote has long arrived.
final class Standstill: Sendable {
  enum End { case ready, over, never }

  /// How often a thread finds the standstill before it says so.
  private static let confirmations = 64
  private static let finished = UInt64.max

  private let threads: Int
  /// Threads that neither wait nor have finished.
  private let active: HardwareWord
  /// Of those that wait, those that only hold, and go on when no other thread can.
  private let holding = HardwareWord(0)
  /// Counts the waits that ended.
  private let changes = HardwareWord(1)
  /// Of each thread, the count of changes at which it found its wait not over; 0 if it does not
  /// wait.
  private let found: SlotTable<HardwareWord>

  init(threads: Int) {
    self.threads = threads
    active = HardwareWord(UInt64(threads))
    found = SlotTable(count: threads) { _ in HardwareWord(0) }
  }

  func finish(_ thread: Int) {
    // Relaxed, here and below: see above.
    found[Slot(thread)].store(Standstill.finished, .relaxed, "still.finish")
    _ = active.add(0 &- 1, .relaxed, "still.stop")
  }

  /// The threads that have finished, a bit each.
  var finishedThreads: UInt64 {
    (0..<threads).reduce(0) { mask, thread in
      // Relaxed: see above.
      let at = found[Slot(thread)].load(.relaxed, "still.finished")
      return at == Standstill.finished ? mask | 1 << UInt64(thread) : mask
    }
  }

  /// Waits, yielding, until `isReady` or `isOver` returns true, or no thread can go on.
  func wait(
    _ thread: Int, holds: Bool, until isReady: () -> Bool, unless isOver: () -> Bool
  ) -> End {
    stop(holds)
    defer { goOn(thread, holds) }
    var confirmed = 0
    while true {
      // Relaxed, both: see above. The changes first, so that a standstill is not an older one.
      let change = changes.load(.relaxed, "still.change")
      let isStill = active.load(.relaxed, "still.active") == 0
      if isReady() { return .ready }
      if isOver() { return .over }
      if isStill {
        // Relaxed: see above.
        found[Slot(thread)].store(change, .relaxed, "still.found")
        confirmed = isCertain(change, holds) ? confirmed + 1 : 0
        if confirmed == Standstill.confirmations { return .never }
      }
      sched_yield()
    }
  }

  private func stop(_ holds: Bool) {
    // Relaxed, both: see above. A hold is known before its thread counts as waiting.
    if holds { _ = holding.add(1, .relaxed, "still.hold") }
    _ = active.add(0 &- 1, .relaxed, "still.stop")
  }

  private func goOn(_ thread: Int, _ holds: Bool) {
    // Relaxed, all: see above. The change takes back what others have found. This thread is active
    // before it: one that reads the new count and finds all stopped also finds what this thread
    // does from here to its next stop.
    _ = active.add(1, .relaxed, "still.goOn")
    _ = changes.add(1, .relaxed, "still.changed")
    found[Slot(thread)].store(0, .relaxed, "still.forget")
    if holds { _ = holding.add(0 &- 1, .relaxed, "still.let") }
  }

  /// Whether every thread has found its wait not over since that change; the changes are read last.
  private func isCertain(_ change: UInt64, _ holds: Bool) -> Bool {
    for thread in 0..<threads {
      // Relaxed: see above.
      let at = found[Slot(thread)].load(.relaxed, "still.look")
      if at != change, at != Standstill.finished { return false }
    }
    // Relaxed, both: see above.
    if !holds, holding.load(.relaxed, "still.holding") != 0 { return false }
    return changes.load(.relaxed, "still.unchanged") == change
  }
}
