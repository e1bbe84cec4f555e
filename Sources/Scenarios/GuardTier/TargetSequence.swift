public import SessionGuards
import Statistics
import Tables
import TrialRows

/// The sessions that one thread sends to, in order, drawn before the trial and repeated as it
/// needs.
@usableFromInline
@frozen
struct TargetSequence: Sendable {
  /// Raw session ids; their number is a power of two. Where sessions come and go, the lower half is
  /// not a generation but how many generations ago the target lived.
  @usableFromInline let words: [UInt64]

  /// The targets as ids, for a call that is handed some of them; where sessions do not come and go.
  @usableFromInline var ids: [SessionID] { words.map { SessionID(rawValue: $0) } }

  /// Four draws per session, so that few are left out, within limits: the least keeps a short
  /// sequence from being learnt by the branch predictor, the most is 8 MiB read in order.
  static func length(sessionsCount: Int) -> Int {
    let wanted = min(max(sessionsCount * 4, 1 << 10), 1 << 20)
    return 1 << (Int.bitWidth - (wanted - 1).leadingZeroBitCount)
  }

  /// Draws from open sessions.
  init(of ids: [SessionID], _ targets: ThreadTargets, _ generator: inout SeededGenerator) {
    words = (0..<Self.length(sessionsCount: ids.count)).map { _ in
      ids[targets.draw(using: &generator)].rawValue
    }
  }

  /// Draws slots; a share of the targets is one generation late.
  init(staleRatio: Double, _ targets: ThreadTargets, _ generator: inout SeededGenerator) {
    words = (0..<Self.length(sessionsCount: targets.all.count)).map { _ in
      let age: UInt32 = generator.nextUnit() < staleRatio ? 1 : 0
      let slot = Slot(targets.draw(using: &generator))
      return SessionID(slot: slot, generation: age).rawValue
    }
  }
}

/// Which sessions one thread sends to: a share to those of its own part, the others to all.
struct ThreadTargets: Sendable {
  let all: TargetDistribution
  var own: Range<Slot> = 0..<0
  var ownRatio = 0.0

  init(all: TargetDistribution) { self.all = all }

  /// Draws the index of one session. A thread without a part, as there are fewer sessions than
  /// threads, draws from all.
  func draw(using generator: inout SeededGenerator) -> Int {
    if ownRatio > 0, !own.isEmpty, generator.nextUnit() < ownRatio {
      return Int(own.lowerBound) + Int(generator.next(below: UInt64(own.count)))
    }
    return all.draw(using: &generator)
  }
}

extension TargetDistribution {
  /// The distribution that a setting asks for: by Zipf's law, or with a hot set.
  init(_ setting: Setting, count: Int, scatterSeed: UInt64) {
    self.init(
      skew: setting.skew ?? 0, hotShare: setting.hotSetRatio ?? 0, count: count,
      scatterSeed: scatterSeed)
  }

  /// At most one of the two is not 0.
  init(skew: Double, hotShare: Double, count: Int, scatterSeed: UInt64) {
    if hotShare > 0 {
      self.init(hotShare: hotShare, count: count, scatterSeed: scatterSeed)
    } else {
      self.init(zipf: skew, count: count, scatterSeed: scatterSeed)
    }
  }
}
