/// How far a run is: what its observer is told.
public struct RunProgress: Sendable, Equatable {
  public let blocks: BlocksDone
  /// What the run has taken; of a resumed run also what its blocks before stand for.
  public let elapsed: Duration
  /// A guess: what planned blocks will take, or what a reserve leaves until the run's time is up.
  public let timeLeft: Duration

  public init(_ blocks: BlocksDone, elapsed: Duration, timeLeft: Duration) {
    self.blocks = blocks
    self.elapsed = elapsed
    self.timeLeft = timeLeft
  }

  /// The share of the run's time that is over.
  public var share: Double {
    let all = elapsed + timeLeft
    return all > .zero ? elapsed / all : 1
  }
}
