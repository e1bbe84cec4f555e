/// Every schedule and every message that a load may read: the search that `everyTrace` is held to.
struct BruteForce {
  private let exploration: Exploration
  private let machine: Machine
  private let preemptionLimit: Int

  init(_ exploration: Exploration, _ preemptions: Int?) {
    self.exploration = exploration
    machine = exploration.machine
    preemptionLimit = preemptions ?? .max
    exploration.report.isComplete = preemptions == nil
  }

  func explore() { visit(last: -1, spent: 0) }

  private func visit(last: Int, spent: Int) {
    let enabled = machine.isViolated ? 0 : machine.enabled
    if exploration.hasEnded(enabled) { return }
    let lastCanGoOn = last >= 0 && enabled & 1 << UInt8(last) != 0
    if lastCanGoOn { branch(last, spent) }
    if lastCanGoOn, spent == preemptionLimit { return }
    for thread in 0..<machine.threadCount
    where thread != last && enabled & 1 << UInt8(thread) != 0 && !exploration.isOver {
      branch(thread, lastCanGoOn ? spent + 1 : spent)
    }
  }

  private func branch(_ thread: Int, _ spent: Int) {
    var index = machine.newestChoice(thread)
    let oldest = machine.oldestChoice(thread)
    while index >= oldest {
      if machine.accepts(thread, index) {
        machine.step(thread, index)
        visit(last: thread, spent: spent)
        if exploration.isOver { return }
        machine.undo()
      }
      index -= 1
    }
  }
}
