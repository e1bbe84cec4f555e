import SessionGuards
import Statistics

/// The sessions that one thread sends to, in order, drawn before the trial and repeated as it
/// needs.
@usableFromInline
@frozen
struct TargetSequence: Sendable {
  /// Raw session ids; their number is a power of two. Where sessions come and go, the lower half is
  /// not a generation but how many generations ago the target lived.
  @usableFromInline let words: [UInt64]

  /// Four draws per session, so that few are left out, within limits: the least keeps a short
  /// sequence from being learnt by the branch predictor, the most is 8 MiB read in order.
  static func length(sessionsCount: Int) -> Int {
    let wanted = min(max(sessionsCount * 4, 1 << 10), 1 << 20)
    return 1 << (Int.bitWidth - (wanted - 1).leadingZeroBitCount)
  }

  /// Draws from open sessions.
  init(
    of ids: [SessionID], _ distribution: TargetDistribution, _ generator: inout SeededGenerator
  ) {
    words = (0..<Self.length(sessionsCount: ids.count)).map { _ in
      ids[distribution.draw(using: &generator)].rawValue
    }
  }

  /// Draws slots; a share of the targets is one generation late.
  init(
    staleRatio: Double, _ distribution: TargetDistribution, _ generator: inout SeededGenerator
  ) {
    words = (0..<Self.length(sessionsCount: distribution.count)).map { _ in
      let age: UInt32 = generator.nextUnit() < staleRatio ? 1 : 0
      let slot = Slot(distribution.draw(using: &generator))
      return SessionID(slot: slot, generation: age).rawValue
    }
  }
}
