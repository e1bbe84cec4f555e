/// Estimates how long the rest of a run will take.
///
/// The time of the trials is planned. The time around them is estimated: finished blocks tell how
/// many times longer it is than on an idle machine, and the first blocks move that factor little.
/// So the estimate does not follow the shuffled order of short and long blocks.
struct TimeEstimate {
  /// The weight of the first estimate, as a share of the time around all trials.
  private static let priorShare = 0.2

  private var left: BlockTime
  /// The time of a run with a reserve, which lasts that long unless all cells are decided before.
  private let runSeconds: Double?
  private(set) var elapsedSeconds: Double
  private var expectedOtherSeconds: Double
  private var takenOtherSeconds: Double

  /// Begins with the time that is left, and the time of an earlier part of the run.
  init(left: BlockTime, done: BlockTime = BlockTime(), runSeconds: Double? = nil) {
    self.left = left
    self.runSeconds = runSeconds
    expectedOtherSeconds = max(Self.priorShare * (left + done).otherSeconds, 1)
    takenOtherSeconds = expectedOtherSeconds
    elapsedSeconds = done.seconds
  }

  /// How many times longer the time around the trials is than on an idle machine.
  private var stretch: Double { takenOtherSeconds / expectedOtherSeconds }

  /// Notes a finished planned block, with its seconds.
  mutating func finishPlanned(_ block: BlockTime, taken seconds: Double) {
    left.trialSeconds = max(left.trialSeconds - block.trialSeconds, 0)
    left.otherSeconds = max(left.otherSeconds - block.otherSeconds, 0)
    finish(block, taken: seconds)
  }

  /// Notes a finished block, with its seconds including repeats.
  mutating func finish(_ block: BlockTime, taken seconds: Double) {
    elapsedSeconds += seconds
    expectedOtherSeconds += block.otherSeconds
    takenOtherSeconds += max(seconds - block.trialSeconds, 0)
  }

  /// The seconds that a block will take.
  func seconds(of block: BlockTime) -> Double {
    block.trialSeconds + block.otherSeconds * stretch
  }

  /// Whether one more block ends before the run's time is up.
  func hasRoom(for block: BlockTime) -> Bool {
    guard let runSeconds else { return false }
    return elapsedSeconds + seconds(of: block) <= runSeconds
  }

  /// The seconds that are left, `seconds` after the present block has begun.
  func secondsLeft(inBlock seconds: Double = 0) -> Double {
    let untilEnd = (runSeconds ?? 0) - elapsedSeconds
    return max(max(self.seconds(of: left), untilEnd) - seconds, 0)
  }
}
