internal import Statistics
internal import TrialRows
internal import Trials

/// The cells with open verdicts, which share the blocks that a run adds.
///
/// A cell is decided when no verdict of its family is "cannot tell". The next cell depends only on
/// the open verdicts and on the time that each cell has had beyond the plan: all get the same time.
struct UndecidedCells {
  private struct State {
    var samples: [TrialRow] = []
    var nextNumber: Int
    /// The blocks that were added, or begun.
    var addedCount: Int
    var isOpen = true
  }

  private let plan: RunPlan
  private let comparison: SummaryPlan
  private let blockSeconds: [Double]
  private var states: [Int: State] = [:]

  /// Begins with the rows of the run so far; `blockSeconds` is how long a block of each cell takes.
  init(_ plan: RunPlan, blockSeconds: [Double], _ samples: [TrialRow]) {
    self.plan = plan
    self.blockSeconds = blockSeconds
    comparison = plan.comparison
    for (index, planned) in plan.cells.enumerated() where planned.purpose == .cost {
      guard comparison.family(of: planned.cell.name) != nil else { continue }
      let own = samples.filter { $0.cell == planned.cell.name && $0.purpose == .cost }
      let next = max(planned.blocks, (own.map(\.block).max() ?? -1) + 1)
      states[index] = State(
        samples: own, nextNumber: next, addedCount: next - planned.blocks)
      judge(index)
    }
  }

  /// Takes a block into account.
  mutating func note(_ block: Schedule.Block, _ samples: [TrialRow]) {
    states[block.cell]?.samples += samples
    if var state = states[block.cell], block.number >= state.nextNumber {
      state.addedCount += block.number + 1 - state.nextNumber
      state.nextNumber = block.number + 1
      states[block.cell] = state
    }
    judge(block.cell)
  }

  private mutating func judge(_ cell: Int) {
    guard let state = states[cell] else { return }
    let verdicts = Summary(of: state.samples, plan: comparison).rows.compactMap(\.verdict)
    states[cell]?.isOpen = verdicts.isEmpty || verdicts.contains(.cannotTell)
  }

  /// The number of open cells.
  var count: Int { states.values.count(where: \.isOpen) }

  /// The block to run next, of the cells for which there is room; nil if there is none.
  func next(where hasRoom: (Int) -> Bool) -> Schedule.Block? {
    guard let reserve = plan.reserve else { return nil }
    let candidates = states.filter { cell, state in
      state.isOpen && state.nextNumber < reserve.mostBlocks && hasRoom(cell)
    }
    let next = candidates.min { one, other in
      let seconds = [one, other].map { Double($0.value.addedCount) * blockSeconds[$0.key] }
      return (seconds[0], one.key) < (seconds[1], other.key)
    }
    return next.map { Schedule.Block(cell: $0.key, number: $0.value.nextNumber) }
  }
}
