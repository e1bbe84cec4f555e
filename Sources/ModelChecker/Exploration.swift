/// One exploration under way: what it found so far, and whether it is over.
final class Exploration {
  let machine: Machine
  let setting: Setting
  private let check: () -> String?
  private let observe: (Machine) -> Void
  var report = Report()
  private(set) var isOver = false

  init(
    _ machine: Machine, _ setting: Setting, _ check: @escaping () -> String?,
    _ observe: @escaping (Machine) -> Void
  ) {
    self.machine = machine
    self.setting = setting
    self.check = check
    self.observe = observe
  }

  /// Whether the machine's execution has come to its end; if so, it is judged.
  ///
  /// `enabled` are the threads that can go on.
  func hasEnded(_ enabled: UInt8) -> Bool {
    if !machine.isViolated {
      if enabled != 0, machine.depth < Limits.steps { return false }
      if enabled != 0 {
        machine.violateByLength()
      } else if machine.isBlocked {
        machine.violate(machine.blockage)
      } else {
        machine.violate(check())
      }
    }
    report.executions += 1
    observe(machine)
    if let reason = machine.violation { report(reason) }
    if report.executions >= setting.executionLimit || isWithdrawn { giveUp() }
    return true
  }

  private var isWithdrawn: Bool {
    report.executions & 1023 == 0 && setting.isWithdrawn?() == true
  }

  /// Ends the exploration before everything was seen.
  func giveUp() {
    report.isComplete = false
    isOver = true
  }

  private func report(_ reason: String) {
    report.violationCount += 1
    if report.violation == nil {
      let schedule = machine.schedule
      let kind = machine.violationKind
      let trace = Trace(machine)
      report.violation = Violation(
        reason: reason, kind: kind, schedule: schedule,
        preempted: kind == .broken ? machine.preempted(by: schedule) : [], trace: trace)
      machine.violate(reason, kind)
    }
    if !setting.keepsGoing { isOver = true }
  }
}

extension Machine {
  func name(_ thread: Int) -> String { bodies[thread]?.name ?? "" }

  fileprivate var blockage: String {
    let waiting = (0..<threadCount).filter { threads[$0].pending.kind != .end }
      .map { "\(name($0)) at \(threads[$0].pending.site)" }
    return "blocked for ever: " + waiting.joined(separator: ", ")
  }

  /// Which thread took each step so far, and how old a message it read.
  package var schedule: Schedule {
    Schedule(
      steps: (0..<depth).map {
        let entry = journal[marks[$0]]
        return Schedule.Step(thread: entry.thread, behind: entry.behind)
      })
  }

  /// Names the thread that could have gone on at each switch away from one; ends where it began.
  fileprivate func preempted(by schedule: Schedule) -> [String] {
    var last = -1
    var preempted: [String] = []
    restart()
    for step in schedule.steps where !isViolated && isEnabled(step.thread) {
      if last >= 0, step.thread != last, isEnabled(last) { preempted.append(name(last)) }
      last = step.thread
      self.step(step.thread, newestChoice(step.thread) - step.behind)
    }
    return preempted
  }
}
