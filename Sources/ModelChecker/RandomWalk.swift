/// Executions drawn at random, for programs too large to be gone through.
struct RandomWalk {
  private let exploration: Exploration
  private let machine: Machine
  private let seed: UInt64

  init(_ exploration: Exploration, _ seed: UInt64) {
    self.exploration = exploration
    machine = exploration.machine
    self.seed = seed
    exploration.report.isComplete = false
  }

  func explore(_ executions: Int) {
    var random = SplitMix(seed: seed)
    for _ in 0..<executions where !exploration.isOver {
      exploration.runOnce { enabled in
        let threads = (0..<machine.threadCount).filter { enabled & 1 << UInt8($0) != 0 }
        let thread = threads[random.below(threads.count)]
        return Schedule.Step(thread: thread, behind: machine.staleness(thread, &random))
      }
    }
  }
}

/// Executions by random priorities that change at random places: probabilistic concurrency testing.
struct Priorities {
  private let exploration: Exploration
  private let machine: Machine
  private let depth: Int
  private let seed: UInt64

  init(_ exploration: Exploration, _ depth: Int, _ seed: UInt64) {
    self.exploration = exploration
    machine = exploration.machine
    self.depth = max(1, depth)
    self.seed = seed
    exploration.report.isComplete = false
  }

  func explore(_ executions: Int) {
    var random = SplitMix(seed: seed)
    // The length of an execution is not known before; the longest so far stands for it.
    var length = 1
    for _ in 0..<executions where !exploration.isOver {
      var priorities = (0..<machine.threadCount).map { depth + $0 }
      priorities.shuffle(using: &random)
      var changes = (1..<depth).map { _ in random.below(length) }
      exploration.runOnce { enabled in
        var thread = highest(enabled, priorities)
        while let place = changes.firstIndex(of: machine.depth) {
          changes[place] = -1
          priorities[thread] = place
          thread = highest(enabled, priorities)
        }
        return Schedule.Step(thread: thread, behind: machine.staleness(thread, &random))
      }
      length = max(length, machine.depth)
    }
  }

  private func highest(_ enabled: UInt8, _ priorities: [Int]) -> Int {
    var best = enabled.trailingZeroBitCount
    for thread in priorities.indices where enabled & 1 << UInt8(thread) != 0 {
      if priorities[thread] > priorities[best] { best = thread }
    }
    return best
  }
}

extension Machine {
  /// Mostly the newest message; one read in four may be of any.
  fileprivate func staleness(_ thread: Int, _ random: inout SplitMix) -> Int {
    guard random.below(4) == 0 else { return 0 }
    return random.below(newestChoice(thread) - oldestChoice(thread) + 1)
  }
}

/// Steele, Lea and Flood's generator: one seed, one sequence, on every machine.
package struct SplitMix: RandomNumberGenerator, Sendable {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  package mutating func below(_ bound: Int) -> Int {
    Int(truncatingIfNeeded: next() % UInt64(bound))
  }
}
