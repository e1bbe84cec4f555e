internal import ModelChecker
internal import Probe
public import Scenarios
internal import Tables
internal import TrialRows
internal import Verification

/// One job of a verification in a process of its own, seen from inside that process.
///
/// A guard that traps ends this process and not the verification.
public enum VerifyWorker {
  /// Does the job and returns the line to print. `trail` names the shared memory in which its
  /// progress is noted.
  public static func run(
    _ request: String, job number: Int, trail path: String, _ contenders: Contenders
  ) throws -> String {
    let request = try TrialProcess.decode(VerifyRequest.self, from: request, of: "--request")
    let plan = try request.plan(contenders)
    guard plan.jobs.indices.contains(number) else {
      throw UsageError.other("--job \(number): the plan has \(plan.jobs.count) jobs")
    }
    let memory = try SharedMemory(path: path, byteCount: SearchTrail.byteCount)
    let trail = unsafe SearchTrail(memory.base)
    // Safe: the memory is kept until the search that writes to it has ended.
    return try withExtendedLifetime(memory) {
      try SearchTrail.$current.withValue(trail) {
        let outcome = try plan.jobs[number].run(
          limit: plan.executionLimit, isWithdrawn: { false })
        return JSONFile.line(of: outcome)
      }
    }
  }

}

/// One job in a process of its own, seen from the verification.
struct VerifyProcess: Sendable {
  private let program: String
  private let request: String
  private let stop: StopSignal

  init(program: String, _ request: VerifyRequest, stop: StopSignal) {
    self.program = program
    self.request = JSONFile.line(of: request)
    self.stop = stop
  }

  /// The time between two checks that the process is alive.
  private static let interval = Duration.milliseconds(500)

  /// Runs the job; nil when a stop was asked for.
  func run(_ job: VerifyJob, _ number: Int) throws(SystemError) -> VerifyOutcome? {
    let memory = try SharedMemory(byteCount: SearchTrail.byteCount)
    // Safe: the memory outlives the trail, which is read below only.
    let trail = unsafe SearchTrail(memory.base)
    return try withExtendedLifetime(memory) { () throws(SystemError) in
      var child = try ChildProcess(command(number, memory.path))
      var watch = Watch(child.id, patience: job.patience)
      // What the guard itself prints is passed over.
      while true {
        do throws(ChildFailure) {
          guard let line = try child.nextLine(within: Self.interval, unless: stop) else { break }
          if let outcome = Self.decoded(line) { return outcome }
        } catch {
          switch error {
          case .timedOut: if let reason = watch.look(trail) { return crash(job, trail, reason) }
          case .stopped: return nil
          case .system(let error): throw error
          }
        }
      }
      do throws(ChildFailure) {
        let exit = try child.wait(within: .seconds(60), unless: stop)
        return crash(job, trail, GuardCrash.reason(exit, child.errorOutput))
      } catch {
        return error == .stopped
          ? nil : crash(job, trail, "the guard's process closed its output and did not end")
      }
    }
  }

  private func crash(_ job: VerifyJob, _ trail: SearchTrail, _ reason: String) -> VerifyOutcome {
    .crash(GuardCrash(job, trail, reason))
  }

  private func command(_ number: Int, _ path: String) -> Command {
    var command = Command(
      program,
      ["verify-worker", "--request", request, "--job", "\(number)", "--trail", path])
    // A crash must not start a debugger that holds the pipe open.
    command.environment["SWIFT_BACKTRACE"] = "enable=no"
    return command
  }

  private static func decoded(_ line: String) -> VerifyOutcome? {
    try? JSONFile.decode(VerifyOutcome.self, from: line)
  }
}

extension VerifyProcess {
  /// Detects a process that makes no step any more: for a span of its own processor time, however
  /// busy the machine is, or asleep at a number of checks in a row.
  struct Watch {
    private static let sleeps = 20

    private let id: Int32
    private let patience: Duration
    private var progress: UInt64 = 0
    private var cpu = Duration.zero
    private var last = Duration.zero
    private var sleepCount = 0

    init(_ id: Int32, patience: Duration) {
      self.id = id
      self.patience = patience
    }

    /// Why the process has to be ended; nil if it is alive.
    mutating func look(_ trail: SearchTrail) -> String? {
      guard let activity = ProcessActivity(ofProcess: id) else { return nil }
      if trail.progress != progress {
        progress = trail.progress
        cpu = activity.cpu
        sleepCount = 0
      }
      sleepCount = activity.isAsleep && activity.cpu == last ? sleepCount + 1 : 0
      last = activity.cpu
      if activity.cpu - cpu > patience {
        return "the guard ran for \(patience.components.seconds) s of processor time without"
          + " an access to a word: it spins on plain memory, or computes without end"
      }
      if sleepCount >= Self.sleeps {
        return "the guard sleeps and makes no access to a word: it waits for something outside"
          + " the words"
      }
      return nil
    }
  }
}
