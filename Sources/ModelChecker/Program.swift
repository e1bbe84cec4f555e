/// What is explored: words, threads over them, and a check at the end of every execution.
///
///     let program = Program { (program) throws(Stop) in
///       let word = Shared()                       // a class that holds model words
///       program.thread("writer") { () throws(Stop) in try word.x.store(1, .releasing, "write") }
///       program.atEnd { word.x.final == 1 ? nil : "the write is lost" }
///     }
///     let report = program.explore(.everyTrace)
///
/// Threads may be started only while it is set up. It can be explored any number of times, one
/// exploration at a time; programs on different threads do not know each other.
public final class Program {
  public let machine = Machine()
  private var bodies: [Body] = []
  private var check: () -> String? = { nil }
  /// What went wrong before the threads could start; then there is nothing to explore.
  private var failure: Violation?

  public init(_ setUp: (Program) throws(Stop) -> Void) {
    Machine.$current.withValue(machine) {
      machine.leaseWatch.watch {
        machine.trail?.start(false)
        var hasStopped = false
        do throws(Stop) { try setUp(self) } catch { hasStopped = true }
        if hasStopped || machine.isViolated {
          failure = Violation(
            beforeTheStart: machine.violation ?? "the program stops", machine.violationKind)
        }
      }
    }
  }

  public func thread(_ name: String, _ run: @escaping () throws(Stop) -> Void) {
    thread(name, as: 0, of: 1) { (_) throws(Stop) in try run() }
  }

  /// Starts a thread that the code under test knows by a number, its place among so many.
  ///
  /// `Setting.comparesPlaces` asks whether another place would change what the thread does.
  public func thread(
    _ name: String, as place: Int, of placeCount: Int,
    _ run: @escaping (_ place: Int) throws(Stop) -> Void
  ) {
    precondition(bodies.count < Limits.threads, "a program has at most 8 threads")
    precondition(!machine.hasStarted, "threads are started while the program is set up")
    bodies.append(Body(name: name, place: place, placeCount: placeCount, run: run))
  }

  /// What was done while the program was set up, as one number; two programs that were set up by
  /// the same accesses have the same.
  public var setUpDigest: UInt64 { machine.state[0].setUpDigest }

  /// Whether it was set up without anything going wrong.
  public var canStart: Bool { failure == nil }

  /// Sets what is asked at the end of every execution: nil, or what went wrong.
  public func atEnd(_ check: @escaping () -> String?) { self.check = check }

  /// Explores the program's executions, and stops at the first violation.
  public func explore(_ search: Search, _ setting: Setting = Setting()) -> Report {
    explore(search, setting) { _ in }
  }

  /// The violation that takes the fewest preemptions, which is the easiest to understand, as far as
  /// the setting's execution limit lets every number of them be searched to its end; nil if there
  /// is none with so many.
  public func simplestViolation(
    _ setting: Setting = Setting(), preemptions limit: Int = 4
  ) -> Violation? {
    for preemptions in 0...limit {
      let report = explore(.everySchedule(preemptions: preemptions), setting)
      if let violation = report.violation { return violation }
    }
    return nil
  }

  /// Runs one execution again, and reports it whether or not anything went wrong in it.
  ///
  /// Where a schedule ends early, the first thread that can goes on, and that is a mismatch.
  public func replay(_ schedule: Schedule, _ setting: Setting = Setting()) -> Replay {
    if let failure { return Replay(trace: failure.trace, violation: failure, mismatch: nil) }
    var trace: Trace?
    let report = explore(.replay(schedule), setting) { trace = Trace($0) }
    guard let trace else { preconditionFailure("an execution never came to its end") }
    return Replay(trace: trace, violation: report.violation, mismatch: report.mismatch)
  }

  /// As `explore`; shows every execution that came to its end or into a violation.
  package func explore(
    _ search: Search, _ setting: Setting, observe: @escaping (Machine) -> Void
  ) -> Report {
    if let failure { return Report(failure) }
    return machine.leaseWatch.watch {
      machine.begin(bodies, setting)
      defer { machine.end() }
      let exploration = Exploration(machine, setting, check, observe)
      search.run(exploration)
      exploration.report.census = machine.census
      exploration.report.dependsOnPlaces = machine.state[0].dependsOnPlaces
      return exploration.report
    }
  }
}

/// Under which rules a program is explored.
public struct Setting: Sendable {
  public var memory = MemoryModel.releaseAcquire
  /// Whether plain accesses that nothing orders are a violation; if not, they are scheduled.
  public var detectsRaces = true
  /// The accesses that go wrong on purpose.
  public var alterations: [Alteration] = []
  /// The exploration gives up, incomplete, after so many executions.
  public var executionLimit = Int.max
  /// Asked once in a thousand executions; the exploration gives up, incomplete, when it says yes.
  public var isWithdrawn: (@Sendable () -> Bool)?
  /// Whether the report says if the threads' places matter to what they do.
  public var comparesPlaces = false
  /// Whether the report says which accesses there were.
  public var takesCensus = false
  /// Whether plain accesses are scheduled although races are detected; to judge that they need not.
  package var schedulesCells = false
  package var keepsGoing = false
  package var defect: Defect?

  public init(_ memory: MemoryModel = .releaseAcquire, alterations: [Alteration] = []) {
    self.memory = memory
    self.alterations = alterations
  }
}

extension Machine {
  fileprivate func begin(_ bodies: [Body], _ setting: Setting) {
    for (index, body) in bodies.enumerated() { self.bodies[index] = body }
    state[0].threadCount = bodies.count
    state[0].rules = Rules(
      memory: setting.memory, detectsRaces: setting.detectsRaces,
      schedulesCells: setting.schedulesCells || !setting.detectsRaces, defect: setting.defect)
    state[0].rules.comparesPlaces = setting.comparesPlaces
    state[0].dependsOnPlaces = false
    state[0].salt &+= 0x9E37_79B9_7F4A_7C15
    alterations = setting.alterations
    state[0].isAltered = !alterations.isEmpty
    census = setting.takesCensus ? Census() : nil
    state[0].takesCensus = setting.takesCensus
    restart()
  }

  /// Goes back to the start and lets the threads' code go, which holds the words that hold this.
  fileprivate func end() {
    rewind()
    for index in 0..<Limits.threads { bodies[index] = nil }
  }
}
