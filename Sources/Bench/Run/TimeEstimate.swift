/// How long what is left of a run will take.
///
/// Only what is around the trials is a guess: it is learned from the blocks that are done, against
/// what it takes on an idle machine, and the first blocks move the guess but little. So the guess
/// does not follow the shuffled order, in which short and long blocks come by chance.
struct TimeEstimate {
  /// What counts for the guess before anything is learned, as a share of what is around all trials.
  private static let priorShare = 0.2

  private var left: BlockTime
  /// The time of a run with a reserve, which lasts that long unless all is decided before.
  private let runSeconds: Double?
  private(set) var elapsedSeconds: Double
  private var expectedOtherSeconds: Double
  private var takenOtherSeconds: Double

  /// Begins with so much to do, and so much done by an earlier part of the run.
  init(left: BlockTime, done: BlockTime = BlockTime(), runSeconds: Double? = nil) {
    self.left = left
    self.runSeconds = runSeconds
    expectedOtherSeconds = max(Self.priorShare * (left + done).otherSeconds, 1)
    takenOtherSeconds = expectedOtherSeconds
    elapsedSeconds = done.seconds
  }

  /// How much longer what is around the trials takes than on an idle machine.
  private var stretch: Double { takenOtherSeconds / expectedOtherSeconds }

  /// Notes that a planned block is over, and what it took.
  mutating func finishPlanned(_ block: BlockTime, taken seconds: Double) {
    left.trialSeconds = max(left.trialSeconds - block.trialSeconds, 0)
    left.otherSeconds = max(left.otherSeconds - block.otherSeconds, 0)
    finish(block, taken: seconds)
  }

  /// Notes that a block is over, and what it took, its repeats included.
  mutating func finish(_ block: BlockTime, taken seconds: Double) {
    elapsedSeconds += seconds
    expectedOtherSeconds += block.otherSeconds
    takenOtherSeconds += max(seconds - block.trialSeconds, 0)
  }

  /// What a block will take.
  func seconds(of block: BlockTime) -> Double {
    block.trialSeconds + block.otherSeconds * stretch
  }

  /// Whether a block more ends before the run's time is up.
  func hasRoom(for block: BlockTime) -> Bool {
    guard let runSeconds else { return false }
    return elapsedSeconds + seconds(of: block) <= runSeconds
  }

  /// What is left, so many seconds after the block that now runs has begun.
  func secondsLeft(inBlock seconds: Double = 0) -> Double {
    let untilEnd = (runSeconds ?? 0) - elapsedSeconds
    return max(max(self.seconds(of: left), untilEnd) - seconds, 0)
  }
}
