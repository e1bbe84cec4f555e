/// How a program's executions are gone through.
public enum Search: Sendable {
  /// One execution of each trace: all behaviour, no schedule twice that differs only in the order
  /// of what cannot influence each other. Source sets with sleep sets.
  case everyTrace
  /// Every schedule, and every message that each load may read; or those with so many preemptions.
  case everySchedule(preemptions: Int? = nil)
  /// So many executions, each step taken by any thread and reading any message.
  case randomWalk(seed: UInt64, executions: Int)
  /// So many executions by random priorities, which change at `depth - 1` places: finds a bug of
  /// that depth with a known probability. Burckhardt and others, ASPLOS 2010.
  case priorities(depth: Int, seed: UInt64, executions: Int)
  /// One execution, step by step.
  case replay(Schedule)

  func run(_ exploration: Exploration) {
    switch self {
    case .everyTrace: SourceSets(exploration).explore()
    case .everySchedule(let preemptions): BruteForce(exploration, preemptions).explore()
    case .randomWalk(let seed, let executions):
      RandomWalk(exploration, seed).explore(executions)
    case .priorities(let depth, let seed, let executions):
      Priorities(exploration, depth, seed).explore(executions)
    case .replay(let schedule): exploration.replay(schedule)
    }
  }
}

extension Exploration {
  /// Runs one execution, choosing each step among the enabled threads.
  func runOnce(_ choose: (_ enabled: UInt8) -> Schedule.Step?) {
    machine.restart()
    var enabled = machine.isViolated ? 0 : machine.enabled
    while !hasEnded(enabled), let step = choose(enabled) {
      machine.step(step.thread, machine.choice(step.thread, step.behind))
      enabled = machine.isViolated ? 0 : machine.enabled
    }
  }

  /// Follows the schedule; where the program cannot, notes why and goes on with the first thread
  /// that can.
  func replay(_ schedule: Schedule) {
    var next = 0
    runOnce { enabled in
      let first = Schedule.Step(thread: enabled.trailingZeroBitCount)
      guard next < schedule.steps.count else {
        note("it ends after \(next) steps, before the execution does")
        return first
      }
      next += 1
      let step = schedule.steps[next - 1]
      if step.thread < machine.threadCount, enabled & 1 << UInt8(step.thread) != 0 {
        let index = machine.newestChoice(step.thread) - step.behind
        if index < machine.oldestChoice(step.thread) || !machine.accepts(step.thread, index) {
          note("step \(next): \(machine.name(step.thread)) cannot read so old a message there")
        }
        return step
      }
      let name = step.thread < machine.threadCount ? machine.name(step.thread) : "no such thread"
      note("step \(next): \(name) cannot go on there")
      return first
    }
    if next < schedule.steps.count {
      note("the execution ends after \(next) of its \(schedule.steps.count) steps")
    }
    report.isComplete = false
  }

  private func note(_ mismatch: String) {
    if report.mismatch == nil { report.mismatch = mismatch }
  }
}

extension Machine {
  /// The message so far behind the newest, or the nearest newer one that the operation accepts.
  func choice(_ thread: Int, _ behind: Int) -> Int {
    let newest = newestChoice(thread)
    let oldest = oldestChoice(thread)
    var index = max(oldest, newest - behind)
    while index < newest, !accepts(thread, index) { index += 1 }
    if accepts(thread, index) { return index }
    // Only a wait gets here, and all messages that it accepts are older.
    while index > oldest, !accepts(thread, index) { index -= 1 }
    return index
  }
}
