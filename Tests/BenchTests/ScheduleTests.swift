import GuardbenchCommands
import Testing

@testable import Bench
@testable import Scenarios

@Suite struct ScheduleTests {
  private func plan(seed: UInt64) throws -> RunPlan {
    var request = RunRequest()
    request.seed = seed
    request.scenarios = ["sessions", "contended"]
    return try request.plan(.standard)
  }

  @Test func `every block of every cell is run once, and cells are mixed`() throws {
    let plan = try plan(seed: 3)
    let blocks = Schedule(plan).blocks
    #expect(Set(blocks).count == blocks.count)
    #expect(blocks.count == plan.cells.reduce(0) { $0 + $1.blocks })
    #expect(blocks.map(\.cell) != blocks.map(\.cell).sorted())
  }

  @Test func `a seed gives one order, another seed another`() throws {
    let first = Schedule(try plan(seed: 3))
    let again = Schedule(try plan(seed: 3))
    let other = Schedule(try plan(seed: 4))
    #expect(first.blocks == again.blocks)
    #expect(first.blocks != other.blocks)
    let block = first.blocks[0]
    let names = Contenders.standard.names
    #expect(
      first.order(of: names, in: block, attempt: 0) == again.order(of: names, in: block, attempt: 0)
    )
  }

  @Test func `strategies take turns at every place in a block`() throws {
    let names = Contenders.standard.names
    // As many blocks as leave none of the strategies without a place by chance.
    let orders = try (1...9 as ClosedRange<UInt64>).flatMap { seed in
      let schedule = Schedule(try plan(seed: seed))
      return schedule.blocks.map { schedule.order(of: names, in: $0, attempt: 0) }
    }
    #expect(orders.allSatisfy { Set($0) == Set(names) })
    #expect(Set(orders.map { $0[0] }) == Set(names))
  }

  @Test func `another attempt draws anew`() throws {
    let schedule = Schedule(try plan(seed: 3))
    let block = schedule.blocks[0]
    #expect(schedule.seed(for: block, attempt: 0) != schedule.seed(for: block, attempt: 1))
  }
}
