public import Probe
internal import Verification

/// One verification: the jobs of a plan, on as many threads as there are processors.
public struct VerifyRun: Sendable {
  public let plan: VerifyPlan
  private let stop: StopSignal
  /// How many jobs are done at once.
  public let threadsCount: Int
  private let run: VerifyBoard.Doing

  /// Does each job in a process of its own, of a program that knows the same strategies and
  /// understands `verify-worker`: a guard that traps or hangs there is reported.
  ///
  /// `threads` is how many jobs are done at once; without it, one for each processor that may be
  /// used.
  public init(
    _ request: VerifyRequest, _ plan: VerifyPlan, program: String, stop: StopSignal,
    threads: Int? = nil
  ) throws {
    let process = VerifyProcess(program: program, request, stop: stop)
    try self.init(plan, stop: stop, threads: threads) { try process.run($0, $1) }
  }

  /// Does each job in this process, which ends if a guard traps.
  public init(
    _ plan: VerifyPlan, stop: StopSignal, threads: Int? = nil
  ) throws(SystemError) {
    try self.init(plan, stop: stop, threads: threads) { job, _ in
      try job.run(limit: plan.executionLimit, isWithdrawn: { stop.isRaised })
    }
  }

  private init(
    _ plan: VerifyPlan, stop: StopSignal, threads: Int?, _ run: @escaping VerifyBoard.Doing
  ) throws(SystemError) {
    self.plan = plan
    self.stop = stop
    self.run = run
    threadsCount = if let threads { threads } else { try ProcessorSet.allowed().count }
  }

  /// The time between two reports of progress.
  private static let interval = Duration.milliseconds(50)

  /// Does the jobs, and shows how far it is; a stop ends it early.
  public func finish(_ observe: (VerifyProgress) -> Void) throws -> VerifyResult {
    let begin = ContinuousClock.now
    let stop = stop
    let board = VerifyBoard(plan, isStopped: { stop.isRaised }, run)
    let team = try ThreadTeam(name: "verify", count: threadsCount) { _, barrier in
      barrier.wait()
      board.work()
    }
    team.begin()
    while !board.progress.isOver, board.failure == nil, !stop.wait(within: Self.interval) {
      observe(board.progress)
    }
    _ = team.join()
    if let failure = board.failure { throw failure }
    return VerifyResult(
      plan, board.outcomes, duration: ContinuousClock.now - begin, threadsCount: threadsCount)
  }
}
