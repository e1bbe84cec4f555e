internal import Statistics

/// The blocks of a run in their order: the blocks of all cells are shuffled together, so that drift
/// during the run affects all cells alike.
struct Schedule {
  /// One run of every strategy in one cell, back to back.
  struct Block: Hashable {
    let cell: Int
    let number: Int
  }

  let blocks: [Block]
  private let seed: UInt64

  init(_ plan: RunPlan) {
    seed = plan.seed
    var all = plan.cells.indices.flatMap { cell in
      (0..<plan.cells[cell].blocks).map { Block(cell: cell, number: $0) }
    }
    var generator = SeededGenerator(seed: plan.seed)
    generator.shuffle(&all)
    blocks = all
  }

  /// The order of the strategies within one attempt at a block.
  func order(of strategies: [String], in block: Block, attempt: Int) -> [String] {
    var order = strategies
    var generator = generator(for: block, attempt: attempt)
    generator.shuffle(&order)
    return order
  }

  /// The seed of all trials of an attempt, so that the strategies of a block have the same targets.
  func seed(for block: Block, attempt: Int) -> UInt64 {
    var generator = generator(for: block, attempt: attempt)
    return generator.next()
  }

  private func generator(for block: Block, attempt: Int) -> SeededGenerator {
    let stream = UInt64(block.cell + 1) << 40 | UInt64(block.number) << 8 | UInt64(attempt)
    return SeededGenerator(seed: seed, stream: stream)
  }
}
