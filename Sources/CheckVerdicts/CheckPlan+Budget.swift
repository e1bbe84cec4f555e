/// The number of pairs that a budget holds.
extension CheckPlan {
  /// The seconds of one pair of everything.
  public struct PairSeconds: Sendable, Equatable {
    /// One pair of every subject, for each purpose.
    public var subjects: Double
    /// One pair of either control, for each purpose.
    public var control: Double

    public init(subjects: Double, control: Double) {
      self.subjects = subjects
      self.control = control
    }
  }

  /// The pairs of every subject in each stage.
  public typealias PairsCounts = (brief: Int, fresh: Int)

  /// Divides pairs between the stages: a third of them is brief.
  public static func stages(ofPairs count: Int) -> PairsCounts { (count / 3, count - count / 3) }

  /// The seconds of both stages if every subject is measured again.
  public func seconds(_ counts: PairsCounts, _ each: PairSeconds) -> Double {
    [counts.brief, counts.fresh].reduce(0) { seconds, count in
      let controls = CheckRole.controls.reduce(0) { $0 + pairsCount(of: $1, beside: count) }
      return seconds + Double(count) * each.subjects + Double(controls) * each.control
    }
  }

  /// The most pairs that fit into a number of seconds, even if every subject is measured again.
  public func pairsCounts(inSeconds seconds: Double, _ each: PairSeconds) -> PairsCounts {
    precondition(each.subjects > 0 && seconds.isFinite, "a pair takes time, and there is an end")
    func fit(_ count: Int) -> Bool { self.seconds(Self.stages(ofPairs: count), each) <= seconds }
    // No subject has more pairs than it would have without controls.
    var (fitting, tooMany) = (0, max(0, Int(seconds / each.subjects)) + 1)
    while tooMany - fitting > 1 {
      let middle = (fitting + tooMany) / 2
      if fit(middle) { fitting = middle } else { tooMany = middle }
    }
    return Self.stages(ofPairs: fitting)
  }

  /// The fewest pairs with which both stages can be judged.
  public var leastPairsCounts: PairsCounts { Self.stages(ofPairs: 3 * leastPairsCount) }
}
