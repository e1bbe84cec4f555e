/// What an exploration found.
public struct Report: Sendable {
  public internal(set) var executions = 0
  /// Whether every execution was covered that the search and the program's limits promise.
  public internal(set) var isComplete = true
  /// The first violation met.
  public internal(set) var violation: Violation?
  public internal(set) var violationCount = 0
  /// Whether a thread would have done something else in another place, if that was asked.
  public internal(set) var dependsOnPlaces = false
  /// Where a schedule that was replayed does not fit the program.
  public internal(set) var mismatch: String?
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

/// An execution that was run again.
public struct Replay: Sendable, Codable {
  public let trace: Trace
  /// What is wrong with it; nil if nothing is.
  public let violation: Violation?
  /// Where the schedule does not fit the program, which then ran another execution.
  public let mismatch: String?
}

/// An execution that breaks what the program promises.
public struct Violation: Sendable, Codable {
  public enum Kind: String, Sendable, Codable {
    /// The program breaks what it promises.
    case broken
    /// The program does what the engine cannot judge, or is too large for it.
    case unsupported
  }

  public let reason: String
  public let kind: Kind
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
  init(beforeTheStart reason: String, _ kind: Kind) {
    self.reason = reason + " (before the threads start)"
    self.kind = kind
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
