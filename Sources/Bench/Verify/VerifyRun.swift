public import Probe
internal import Verification

/// One verification: the searches of a plan, on as many threads as there are processors.
public struct VerifyRun: Sendable {
  public let plan: VerifyPlan
  private let stop: StopSignal
  /// How many search at once.
  public let threadsCount: Int

  /// `threads` is how many search at once; without it, one for each processor that may be used.
  public init(
    _ plan: VerifyPlan, stop: StopSignal, threads: Int? = nil
  ) throws(SystemError) {
    self.plan = plan
    self.stop = stop
    threadsCount = if let threads { threads } else { try ProcessorSet.allowed().count }
  }

  /// Between two looks at how far it is.
  private static let interval = Duration.milliseconds(50)

  /// Searches, and shows how far it is; a stop ends it early.
  public func finish(_ observe: (VerifyProgress) -> Void) throws(SystemError) -> VerifyResult {
    let begin = ContinuousClock.now
    let stop = stop
    let board = VerifyBoard(plan, isStopped: { stop.isRaised })
    let team = try ThreadTeam(name: "verify", count: threadsCount) { _, barrier in
      barrier.wait()
      board.work()
    }
    team.begin()
    while !board.progress.isOver, !stop.wait(within: Self.interval) { observe(board.progress) }
    _ = team.join()
    return VerifyResult(
      plan, board.outcomes, duration: ContinuousClock.now - begin, threadsCount: threadsCount)
  }
}
