/// One execution of each trace: dynamic partial order reduction by source sets and sleep sets.
///
/// Abdulla, Aronis, Jonsson and Sagonas, "Source sets: a foundation for optimal dynamic partial
/// order reduction", JACM 2017, carried over to memory in which a load may read old messages:
///
/// * Two steps depend on each other if both write a location, or if one reads the message that the
///   other wrote. A read of an *older* message commutes with the write: nothing shows which came
///   first. So a read never has to be moved before a write; what it would find there it can choose
///   where it stands.
/// * A write has to be moved before a read that missed it (`isMissed` below), so that the read can
///   choose it too.
/// * A sleeping thread sleeps for the messages that were there when it fell asleep. A newer one in
///   its location wakes it for that one only.
/// * A lock or a wait is moved only to where it could have gone on; the steps between (the unlock)
///   are passed over, as they cannot be exchanged with it. One that is blocked where an execution
///   ends, or is given up, is moved too.
///
/// Under sequential consistency, and for whatever else has no messages, two accesses depend on
/// each other if one of them writes, as in the paper. Plain accesses are not scheduled: a race on
/// them is found in whichever order they come.
final class SourceSets {
  /// A node of the exploration, and the step that was taken from it.
  private struct Frame {
    var enabled: UInt8 = 0
    /// The threads that are to be tried here.
    var backtrack: UInt8 = 0
    var thread = 0
    var footprint = Footprint(.none)
    /// The message it wrote.
    var written = 0
    var clock = TraceClock()
  }

  private let exploration: Exploration
  private let machine: Machine
  private let frames = Store(Limits.steps + 2, repeating: Frame())
  /// Of each thread's last step.
  private let clocks = Store(Limits.threads, repeating: TraceClock())
  /// Where reads conflict with all writes, rather than through messages.
  private let classical: UInt64
  private let defect: Defect?

  init(_ exploration: Exploration) {
    self.exploration = exploration
    machine = exploration.machine
    defect = exploration.setting.defect
    let all: UInt64 = defect == .exchangesLightWithHeavy ? ~Footprint.asymmetry : ~0
    classical = exploration.setting.memory == .sequential ? all : all & ~Footprint.words
  }

  func explore() { visit(SleepSet()) }

  private func visit(_ sleepers: SleepSet) {
    let enabled = machine.isViolated ? 0 : machine.enabled
    if exploration.hasEnded(enabled) { return reverseBlocked() }
    var sleep = sleepers
    let depth = machine.depth
    guard let first = awake(enabled, sleep) else { return reverseBlocked() }
    frames[depth].enabled = enabled
    frames[depth].backtrack = 1 << UInt8(first)
    var done: UInt8 = 0
    while true {
      let left = frames[depth].backtrack & ~done
      if left == 0 { return }
      let thread = left.trailingZeroBitCount
      done |= 1 << UInt8(thread)
      branch(thread, sleep)
      if exploration.isOver { return }
      sleep.put(thread, until: machine.newestChoice(thread) + 1)
    }
  }

  /// The first enabled thread that has a choice which does not sleep.
  private func awake(_ enabled: UInt8, _ sleep: SleepSet) -> Int? {
    for thread in 0..<machine.threadCount where enabled & 1 << UInt8(thread) != 0 {
      if sleep.isAwake(thread) { return thread }
      if defect == .sleepsThroughMessages { continue }
      var index = machine.newestChoice(thread)
      let oldest = sleep.oldest(thread, machine)
      while index >= oldest {
        if machine.accepts(thread, index) { return thread }
        index -= 1
      }
    }
    return nil
  }

  private func branch(_ thread: Int, _ sleep: SleepSet) {
    if defect == .sleepsThroughMessages, !sleep.isAwake(thread) { return }
    let operation = machine.threads[thread].pending
    var index = machine.newestChoice(thread)
    let oldest = sleep.oldest(thread, machine)
    let depth = machine.depth
    let past = clocks[thread]
    while index >= oldest {
      if machine.accepts(thread, index) {
        take(thread, operation, index)
        clocks[thread] = frames[depth].clock
        visit(stillAsleep(sleep, thread, frames[depth].footprint))
        if exploration.isOver { return }
        machine.undo()
        clocks[thread] = past
      }
      index -= 1
    }
  }

  /// Takes the step, after what it races with was noted, and notes it in its frame.
  private func take(_ thread: Int, _ operation: Operation, _ index: Int) {
    let depth = machine.depth
    var footprint = Footprint(operation)
    if operation.isConditional, !machine.succeeds(operation, index) { footprint.keepReads() }
    var clock = past(thread, footprint)
    if footprint.writes & Footprint.words == 0, operation.reads {
      let writer = machine.writer(operation.location, index)
      if writer > 0 { clock.join(frames[writer - 1].clock) }
    }
    if operation.kind == .idle, !machine.isOpen(operation, index) {
      // It came to pass because of all that was done before it.
      for earlier in 0..<depth { clock.join(frames[earlier].clock) }
    }
    reverse(thread, operation, clock)
    clock[thread] = depth + 1
    frames[depth].thread = thread
    frames[depth].footprint = footprint
    frames[depth].written = index + 1
    frames[depth].clock = clock
    machine.step(thread, index)
  }

  /// What comes before a step with that footprint: its thread's past and all it depends on.
  private func past(_ thread: Int, _ footprint: Footprint) -> TraceClock {
    var clock = clocks[thread]
    for index in 0..<machine.depth where dependence(frames[index].footprint, footprint) != 0 {
      clock.join(frames[index].clock)
    }
    return clock
  }

  @inline(__always)
  private func dependence(_ earlier: Footprint, _ later: Footprint) -> UInt64 {
    earlier.conflicts(later) & classical | earlier.writes & later.writes
  }

  private func stillAsleep(
    _ sleep: SleepSet, _ thread: Int, _ footprint: Footprint
  ) -> SleepSet {
    var still = sleep
    still.wake(thread)
    guard !still.isEmpty else { return still }
    for other in 0..<machine.threadCount where !still.isAwake(other) {
      let pending = Footprint(machine.threads[other].pending)
      if footprint.conflicts(pending) & classical != 0 { still.wake(other) }
    }
    return still
  }
}

extension SourceSets {
  /// Sees to it that what this operation races with is also tried the other way round.
  ///
  /// `clock` is all that comes before it, as it stands here.
  private func reverse(_ thread: Int, _ operation: Operation, _ clock: TraceClock) {
    let footprint = Footprint(operation)
    if footprint.writes == 0, footprint.reads & classical == 0 { return }
    var known = clocks[thread]
    var index = machine.depth - 1
    while index >= 0 {
      let other = frames[index].thread
      let isOpen = index + 1 > known[other]
      if dependence(frames[index].footprint, footprint) != 0 {
        if isOpen {
          // It could not have gone on there: what could be exchanged with it lies further back.
          // Of another place, with which it shares the total order only, that is not known.
          let isHere = frames[index].footprint.writes & footprint.places != 0
          if operation.isGuarded, isHere, !machine.isOpen(operation, frames[index].written - 1) {
            index -= 1
            continue
          }
          tryBefore(index, thread, clock)
        }
        known.join(frames[index].clock)
      } else if isOpen, isMissed(footprint, by: frames[index].footprint) {
        tryBefore(index, thread, clock)
      }
      index -= 1
    }
  }

  /// Whether the earlier step read a location that this one writes: it could have read this write.
  private func isMissed(_ footprint: Footprint, by earlier: Footprint) -> Bool {
    defect != .forgetsMissedWrites && earlier.reads & footprint.writes & ~classical != 0
  }

  private func reverseBlocked() {
    for thread in 0..<machine.threadCount where machine.threads[thread].pending.isGuarded {
      let operation = machine.threads[thread].pending
      reverse(thread, operation, past(thread, Footprint(operation)))
    }
  }

  /// Sees to it that frame `index` tries a thread that begins what did not depend on its step,
  /// followed by the operation of `thread`.
  private func tryBefore(_ index: Int, _ thread: Int, _ clock: TraceClock) {
    if defect == .forgetsReversals, index + 1 < machine.depth { return }
    let (initials, begun) = beginners(index)
    var candidates = initials
    if begun[thread] == 0, !follows(clock, begun) {
      candidates |= 1 << UInt8(thread)
    }
    candidates &= frames[index].enabled
    if candidates == 0 {
      frames[index].backtrack = frames[index].enabled
    } else if candidates & frames[index].backtrack == 0 {
      frames[index].backtrack |= candidates & (~candidates &+ 1)
    }
  }

  /// The threads whose first step after frame `index`, of those that do not depend on its step,
  /// depends on none of the others; and where each thread begins among them.
  private func beginners(_ index: Int) -> (initials: UInt8, begun: TraceClock) {
    let author = frames[index].thread
    var initials: UInt8 = 0
    var begun = TraceClock()
    for later in index + 1..<max(index + 1, machine.depth)
    where frames[later].clock[author] < index + 1 {
      let thread = frames[later].thread
      guard begun[thread] == 0 else { continue }
      if !follows(frames[later].clock, begun) { initials |= 1 << UInt8(thread) }
      begun[thread] = later + 1
    }
    return (initials, begun)
  }

  /// Whether one of these steps comes before.
  private func follows(_ clock: TraceClock, _ begun: TraceClock) -> Bool {
    guard !begun.isEmpty else { return false }
    return (0..<machine.threadCount).contains { begun[$0] != 0 && clock[$0] >= begun[$0] }
  }
}
