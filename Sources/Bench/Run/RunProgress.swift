/// The progress of a run.
public struct RunProgress: Sendable, Equatable {
  public let blocks: BlocksDone
  /// The time of the run so far. A resumed run includes the planned time of its earlier blocks.
  public let elapsed: Duration
  /// The estimated time left: that of the planned blocks, or that until the end of the reserve.
  public let timeLeft: Duration

  public init(_ blocks: BlocksDone, elapsed: Duration, timeLeft: Duration) {
    self.blocks = blocks
    self.elapsed = elapsed
    self.timeLeft = timeLeft
  }

  /// The share of the run's time that has passed.
  public var share: Double {
    let all = elapsed + timeLeft
    return all > .zero ? elapsed / all : 1
  }
}
