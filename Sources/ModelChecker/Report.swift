/// What an exploration found.
public struct Report: Sendable {
  public internal(set) var executions = 0
  /// Whether every execution was covered that the search and the program's limits promise.
  public internal(set) var isComplete = true
  /// The first violation met.
  public internal(set) var violation: Violation?
  public internal(set) var violationCount = 0
  /// The accesses met, if they were asked for.
  public internal(set) var census: Census?

  init() {}

  /// Of a program that breaks before its threads start.
  init(_ violation: Violation) {
    executions = 1
    violationCount = 1
    self.violation = violation
  }

  /// Whether all was covered and nothing was wrong.
  public var isProof: Bool { violation == nil && isComplete }
}

/// An execution that breaks what the program promises.
public struct Violation: Sendable {
  public let reason: String
  /// Replays it, with the same program and setting.
  public let schedule: Schedule
  /// The threads that were interrupted although they could have gone on, each time.
  public let preempted: [String]
  public let trace: Trace

  public var preemptions: Int { preempted.count }

  /// What it takes to get there, in words.
  public var effort: String { "\(preemptions) preemption\(preemptions == 1 ? "" : "s")" }
}

extension Violation {
  /// Something that goes wrong on the one thread that sets the program up.
  init(beforeTheStart reason: String) {
    self.reason = reason + " (before the threads start)"
    schedule = Schedule(steps: [])
    preempted = []
    trace = Trace(threads: [], lines: [])
  }
}

extension Violation: CustomStringConvertible {
  public var description: String {
    "\(trace)\n\(reason)\nschedule \(schedule), \(effort)"
  }
}
