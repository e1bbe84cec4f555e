import Pairing
import Testing

@Suite struct PairedRunTests {
  private func run(seed: UInt64) -> PairedRun {
    let contestants = Contestants(peers: "peers")
    let cells = [1, 8, 64].map { contestants.cell(depth: $0, withGenerators: $0 == 64) }
    return PairedRun(cells: cells, setting: Setting(), seed: seed)
  }

  @Test func `every block runs every arm of every cell once`() {
    let run = run(seed: 1)
    for (block, steps) in Dictionary(grouping: run.steps(blocks: 5), by: \.block) {
      let expected = run.cells.indices.flatMap { cell in
        run.cells[cell].arms.indices.map { [block, cell, $0] }
      }
      let found = steps.map { [block, $0.cell, $0.arm] }
      #expect(found.sorted { $0.lexicographicallyPrecedes($1) } == expected)
    }
  }

  @Test func `the arms of a cell run back to back`() {
    let run = run(seed: 2)
    var changes = 0
    let steps = run.steps(blocks: 4)
    for (one, next) in zip(steps, steps.dropFirst())
    where one.cell != next.cell || one.block != next.block {
      changes += 1
    }
    // Two cells may meet across a block's end; they still count, as the block differs.
    #expect(changes == 4 * 3 - 1)
  }

  @Test func `a seed fixes the order and another seed changes it`() {
    #expect(run(seed: 3).steps(blocks: 6) == run(seed: 3).steps(blocks: 6))
    #expect(run(seed: 3).steps(blocks: 6) != run(seed: 4).steps(blocks: 6))
  }

  @Test func `each arm of a pair comes first in some blocks`() {
    let run = run(seed: 5)
    let firsts = run.steps(blocks: 30).filter { $0.cell == 0 && $0.position == 0 }.map(\.arm)
    #expect(Set(firsts) == Set(run.cells[0].arms.indices))
  }
}
