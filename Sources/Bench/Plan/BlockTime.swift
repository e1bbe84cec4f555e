internal import Scenarios
internal import Tables
internal import TrialRows
internal import Trials

/// How long blocks take: their trials, whose time is planned, and what is around them.
struct BlockTime: Equatable {
  var trialSeconds = 0.0
  /// Starting processes, filling tables, connecting, waiting for the last message; as it is on an
  /// idle machine.
  var otherSeconds = 0.0

  var seconds: Double { trialSeconds + otherSeconds }

  static func + (one: BlockTime, other: BlockTime) -> BlockTime {
    BlockTime(
      trialSeconds: one.trialSeconds + other.trialSeconds,
      otherSeconds: one.otherSeconds + other.otherSeconds)
  }
}

extension PlannedCell {
  /// How long one block of so many strategies takes.
  func time(strategiesCount: Int) -> BlockTime {
    let count = Double(strategiesCount)
    return BlockTime(trialSeconds: count * seconds, otherSeconds: count * secondsAroundTrial)
  }

  /// A first guess, which `TimeEstimate` corrects by what the run's blocks take. A server's trial
  /// starts two processes, connects, and has a quiet moment that the balance of messages needs.
  private var secondsAroundTrial: Double {
    let tier = try? ScenarioCatalogue.scenario(named: cell.scenario).tier
    let start = tier == .server ? 0.2 : 0.045
    let slots = Double(cell.setting.sessions ?? 0) * 0.3e-6
    return start + slots + Double(cell.setting.connections ?? 0) * 50e-6
  }
}
