public import Probe
internal import Statistics

/// Every outcome of one cell, block by block.
public struct CellResult: Sendable {
  public var depth: Int
  /// By the arm's name.
  public var blocks: [[String: Outcome]] = []

  public init(depth: Int) { self.depth = depth }
}

/// Runs every cell once in each block: cells in random order, and the arms of a cell too, back to
/// back, so that what drifts on the machine meets both sides of a pair.
public struct PairedRun {
  public let cells: [Cell]
  public let setting: Setting
  public let seed: UInt64

  public init(cells: [Cell], setting: Setting, seed: UInt64) {
    self.cells = cells
    self.setting = setting
    self.seed = seed
  }

  /// A trial as it was run.
  public struct Step: Equatable, Sendable {
    public var block: Int
    public var cell: Int
    public var arm: Int
    public var position: Int
  }

  /// The trials of a run of so many blocks, in their order: the same for the same seed.
  public func steps(blocks: Int) -> [Step] {
    var generator = SeededGenerator(seed: seed)
    return (0..<blocks).flatMap { block in
      var order = Array(cells.indices)
      generator.shuffle(&order)
      return order.flatMap { cell in
        var arms = Array(cells[cell].arms.indices)
        generator.shuffle(&arms)
        return arms.enumerated().map {
          Step(block: block, cell: cell, arm: $0.element, position: $0.offset)
        }
      }
    }
  }

  /// Runs the steps; `progress` hears of each that is done.
  public func run(
    blocks: Int, unless stop: StopSignal? = nil,
    progress: (Step, Outcome) -> Void
  ) throws(TrialError) -> (results: [CellResult], samples: [SampleRow]) {
    var results = cells.map { CellResult(depth: $0.depth) }
    for index in results.indices {
      results[index].blocks = Array(repeating: [:], count: blocks)
    }
    var samples: [SampleRow] = []
    for step in steps(blocks: blocks) {
      let cell = cells[step.cell]
      let arm = cell.arms[step.arm]
      let outcome = try Trial(arm, depth: cell.depth, setting: setting, unless: stop).run()
      results[step.cell].blocks[step.block][arm.name] = outcome
      samples.append(
        SampleRow(
          block: step.block, depth: cell.depth, position: step.position, arm: arm.name,
          outcome: outcome))
      progress(step, outcome)
    }
    return (results, samples)
  }
}

/// One trial, as it is written down.
public struct SampleRow: Codable, Sendable {
  public var block: Int
  public var depth: Int
  public var position: Int
  public var arm: String
  public var outcome: Outcome
}
