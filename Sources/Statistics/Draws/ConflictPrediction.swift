import Foundation

/// Predicts how often threads meet on one session, from the distribution of their targets and the
/// time that they stay.
///
/// It holds for symmetric threads with independent draws, if threads that meet delay each other for
/// little beside the time of their stay. `insideShare` is the measured share of a thread's wall
/// time from the call of acquire to the return of release. Each thread owns an equal part of the
/// sessions, to which `ownShare` of its draws go; the others go to all, by the distribution. The
/// prediction is of *meetings*, not of cache-line transfers: another core may have used the line
/// last although no thread is inside.
public struct ConflictPrediction: Sendable {
  public let threadsCount: Int
  public let insideShare: Double
  public let ownShare: Double
  public let targets: TargetDistribution

  public init(
    threadsCount: Int, insideShare: Double, ownShare: Double = 0, targets: TargetDistribution
  ) {
    precondition(threadsCount > 0, "a prediction needs at least one thread")
    precondition((0...1).contains(insideShare), "a share lies between 0 and 1")
    precondition((0...1).contains(ownShare), "a share lies between 0 and 1")
    self.ownShare = ownShare
    self.threadsCount = threadsCount
    self.insideShare = insideShare
    self.targets = targets
  }

  /// The probability that an acquire meets another thread: Σ p·(1 − (1 − h·p)^(T−1)) where no
  /// thread prefers its own sessions.
  ///
  /// Nearly the expected number of threads that it meets, (T−1)·h·Σp², while meetings are rare;
  /// below it where it meets several at once.
  public var meetingProbability: Double {
    let others = Double(threadsCount - 1)
    guard others > 0, insideShare > 0 else { return 0 }
    let own = ownShare * Double(threadsCount) / Double(targets.count)
    /// How an acquire of this session adds to it, whether its owner's or another thread's.
    func term(_ probability: Double) -> Double {
      let stranger = (1 - ownShare) * probability
      let owner = stranger + own
      // log1p and expm1 keep the digits that 1 − (1 − x)ⁿ loses for small x.
      let absence = log1p(-insideShare * stranger)
      let owners = owner * -expm1(others * absence)
      // Without a further thread there is none to be absent, also where its absence is impossible.
      let further = others > 1 ? (others - 1) * absence : 0
      let strangers = stranger * -expm1(further + log1p(-insideShare * min(owner, 1)))
      return (owners + others * strangers) / Double(threadsCount)
    }
    if targets.isUniform { return Double(targets.count) * term(1 / Double(targets.count)) }
    return (0..<targets.count).reduce(0) { $0 + term(targets.probability(of: $1)) }
  }

  /// The expected number of acquires, out of `acquires`, that meet another thread.
  public func conflicts(among acquires: Int) -> Double {
    Double(acquires) * meetingProbability
  }
}
