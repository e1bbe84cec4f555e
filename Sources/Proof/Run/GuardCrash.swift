internal import ModelChecker
internal import Probe
internal import Verification

/// The end of a process in which a guard ran, and where the guard stood.
public struct GuardCrash: Sendable, Codable, Equatable {
  public let strategy: String
  /// What was done with the guard.
  public let job: String
  /// How it ended, with the last line of its error output.
  public let reason: String
  /// The scenario, its memory, placement and the steps so far; nil outside the model.
  public let place: Place?

  public struct Place: Sendable, Codable, Equatable {
    public let scenario: String
    public let memory: String
    public let places: [Int]
    /// The schedule so far; nil while the program was set up.
    public let schedule: String?
  }

  init(_ job: VerifyJob, _ trail: SearchTrail, _ reason: String) {
    strategy = job.strategy
    self.reason = reason
    if case .check(let check) = job {
      self.job = job.name
      place = Place(
        scenario: check.scenario.name, memory: check.memory.rawValue,
        places: trail.places.isEmpty ? check.scenario.places : trail.places,
        schedule: trail.hasStarted ? "\(trail.schedule)" : nil)
    } else {
      self.job = trail.chapter.isEmpty ? job.name : trail.chapter
      place = nil
    }
  }
}

extension GuardCrash: CustomStringConvertible {
  public var description: String {
    guard let place else { return "\(reason), in \(job)" }
    return "\(reason), in \(place.scenario), \(place.memory) memory, "
      + (place.schedule.map { $0.isEmpty ? "in its first step" : "after the steps \($0)" }
        ?? "while the scenario was set up")
  }
}

extension GuardCrash {
  /// The process's end in words; of a signal, its usual cause.
  static func reason(_ exit: ChildExit, _ errorOutput: String) -> String {
    let last = errorOutput.split(separator: "\n").last.map { ": \($0)" } ?? ""
    switch exit.reason {
    case .exited(let code): return "the guard's process ended with exit code \(code)\(last)"
    case .signalled(let signal):
      let cause = causes[signal].map { " (\($0))" } ?? ""
      return "the guard's process was ended by signal \(signal)\(cause)\(last)"
    }
  }

  private static let causes: [Int32: String] = [
    4: "a trap: an overflow, an index out of range or a failed precondition",
    5: "a trap: an overflow, an index out of range or a failed precondition",
    6: "abort", 7: "a bad address", 8: "an arithmetic error",
    9: "killed, perhaps as memory ran out", 11: "a bad address or a stack overflow",
  ]
}
