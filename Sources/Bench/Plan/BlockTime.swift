internal import Scenarios
internal import Tables
internal import TrialRows
internal import Trials

/// How long blocks take: the planned time of their trials, and the time around the trials.
struct BlockTime: Equatable {
  var trialSeconds = 0.0
  /// The time to start processes, fill tables, connect and wait for the last message, on an idle
  /// machine.
  var otherSeconds = 0.0

  var seconds: Double { trialSeconds + otherSeconds }

  static func + (one: BlockTime, other: BlockTime) -> BlockTime {
    BlockTime(
      trialSeconds: one.trialSeconds + other.trialSeconds,
      otherSeconds: one.otherSeconds + other.otherSeconds)
  }
}

extension PlannedCell {
  /// How long one block of that many strategies takes.
  func time(strategiesCount: Int) -> BlockTime {
    let count = Double(strategiesCount)
    return BlockTime(trialSeconds: count * seconds, otherSeconds: count * secondsAroundTrial)
  }

  /// A first estimate, which `TimeEstimate` corrects by what the run's blocks take. A server's
  /// trial starts two processes, connects, and pauses for the balance of its messages.
  private var secondsAroundTrial: Double {
    let tier = try? ScenarioCatalogue.scenario(named: cell.scenario).tier
    let start = tier == .server ? 0.2 : 0.045
    let slots = Double(cell.setting.sessions ?? 0) * 0.3e-6
    return start + slots + Double(cell.setting.connections ?? 0) * 50e-6
  }
}
