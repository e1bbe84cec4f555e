internal import Scenarios
internal import Tables
internal import TrialRows
internal import Trials

/// The cells that show how the end of sessions goes where it is hard: of all at once, under sends
/// without a pause, and with a thread stopped inside a lease.
extension Profile {
  /// Only checked, and briefly: five minutes hold no more.
  static var quickEndingCells: [PlannedCell] {
    [massClose, rundown, stalled].map {
      PlannedCell($0, purpose: .oracle, blocks: 1, seconds: 0.02)
    }
  }

  /// Few blocks, as many as intervals need. One sender leaves a gap after each lease, in which
  /// every guard may reclaim.
  static var fullEndingCells: [PlannedCell] {
    let gaps = Cell(scenario("rundown"), at: Setting { $0.senders = 1 })
    return [massClose, rundown, gaps, stalled].map {
      PlannedCell($0, blocks: 12, seconds: full.seconds(.guard))
    }
  }

  private static var massClose: Cell { Cell(scenario("massclose")) }

  private static var rundown: Cell { Cell(scenario("rundown")) }

  private static var stalled: Cell { Cell(scenario("stalled")) }
}
