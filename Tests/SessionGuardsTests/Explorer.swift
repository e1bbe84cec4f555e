import SessionGuards
import WordSeam

/// Runs a play under every interleaving with a bounded number of preemptions.
///
/// A switch away from an actor that could go on is a preemption; one at a wait or an end is free.
struct Explorer {
  let preemptionLimit: Int
  private(set) var executionCount = 0

  init(preemptionLimit: Int) { self.preemptionLimit = preemptionLimit }

  private struct Choice {
    var options: [Int]
    var taken = 0
  }

  /// Answers the violations of the first execution that has any, with its schedule.
  mutating func explore(
    _ play: () -> (actors: [@Sendable () -> Void], lifetimes: Lifetimes)
  ) -> [String] {
    var choices: [Choice] = []
    repeat {
      let (actors, lifetimes) = play()
      let schedule = run(Script(actors), &choices)
      executionCount += 1
      lifetimes.audit()
      if schedule.isBlocked { return ["blocked for ever, after \(schedule.taken)"] }
      if !lifetimes.violations.isEmpty {
        return lifetimes.violations + ["schedule: \(schedule.taken)"]
      }
      while let last = choices.last, last.taken + 1 == last.options.count { choices.removeLast() }
      if !choices.isEmpty { choices[choices.count - 1].taken += 1 }
    } while !choices.isEmpty
    return []
  }

  private func run(
    _ script: Script, _ choices: inout [Choice]
  ) -> (taken: [Int], isBlocked: Bool) {
    var taken: [Int] = []
    var depth = 0, last = -1, preemptionCount = 0
    /// Actors that found their wait not over, since anybody else last moved.
    var waiting: Set<Int> = []
    while true {
      let ready = script.unfinished.filter { !waiting.contains($0) }
      if ready.isEmpty { return (taken, !script.unfinished.isEmpty) }
      let options = self.options(ready, last, preemptionCount)
      if depth == choices.count { choices.append(Choice(options: options)) }
      let next = choices[depth].options[choices[depth].taken]
      depth += 1
      if ready.contains(last), next != last { preemptionCount += 1 }
      last = next
      taken.append(next)
      if case .blocked = script.step(next) { waiting.insert(next) } else { waiting = [] }
    }
  }

  /// The actor that ran last comes first; the others only while preemptions are left.
  private func options(_ ready: [Int], _ last: Int, _ preemptionCount: Int) -> [Int] {
    guard ready.contains(last) else { return ready }
    if preemptionCount == preemptionLimit { return [last] }
    return [last] + ready.filter { $0 != last }
  }
}
