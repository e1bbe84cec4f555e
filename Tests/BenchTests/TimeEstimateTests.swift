import GuardbenchCommands
import Testing

@testable import Bench

@Suite struct TimeEstimateTests {
  private struct Block {
    let time: BlockTime
    let taken: Double
  }

  /// The blocks of a profile in their shuffled order, on a machine on which what is around the
  /// trials takes so many times what it takes on an idle one.
  private func blocks(_ profile: Profile, stretch: Double, seed: UInt64) throws -> [Block] {
    var request = RunRequest()
    request.profile = profile
    request.seed = seed
    let plan = try request.plan(.standard)
    return try Schedule(plan).blocks.map { block in
      let cell = plan.cells[block.cell]
      let count = try plan.strategies(for: cell.cell, .standard).count
      let time = cell.time(strategiesCount: count)
      return Block(time: time, taken: time.trialSeconds + time.otherSeconds * stretch)
    }
  }

  /// When the run will end, as it is guessed before each block.
  private func guesses(_ blocks: [Block], runSeconds: Double? = nil) -> [Double] {
    let left = blocks.reduce(BlockTime()) { $0 + $1.time }
    var estimate = TimeEstimate(left: left, runSeconds: runSeconds)
    return blocks.map { block in
      defer { estimate.finishPlanned(block.time, taken: block.taken) }
      return estimate.elapsedSeconds + estimate.secondsLeft()
    }
  }

  @Test(arguments: [1.0, 1.4, 2.0], [1, 2, 3])
  func `the end that is guessed does not jump with the order of blocks`(
    stretch: Double, seed: UInt64
  ) throws {
    for profile in Profile.allCases {
      let blocks = try blocks(profile, stretch: stretch, seed: seed)
      let guesses = guesses(blocks)
      let end = blocks.reduce(0) { $0 + $1.taken }
      for (one, next) in zip(guesses, guesses.dropFirst()) {
        #expect(abs(next - one) < 0.05 * end)
      }
      #expect(guesses.allSatisfy { $0 > 0.65 * end && $0 < 1.05 * end })
      #expect(guesses.dropFirst(guesses.count / 2).allSatisfy { $0 > 0.93 * end })
    }
  }

  @Test func `a machine as it was measured has its end told from the first block on`() throws {
    let blocks = try blocks(.quick, stretch: 1, seed: 4)
    let guesses = guesses(blocks)
    let end = blocks.reduce(0) { $0 + $1.taken }
    #expect(guesses.allSatisfy { abs($0 - end) < 0.001 * end })
  }

  @Test func `a run with a reserve ends when its time is up, unless its plan takes longer`() throws
  {
    let blocks = try blocks(.quick, stretch: 1, seed: 5)
    let end = blocks.reduce(0) { $0 + $1.taken }
    #expect(guesses(blocks, runSeconds: 1.4 * end).allSatisfy { abs($0 - 1.4 * end) < 1e-6 })
    #expect(guesses(blocks, runSeconds: 0.5 * end).allSatisfy { $0 > 0.9 * end })
  }

  @Test func `within a block the time left goes on falling, never below nothing`() {
    let block = BlockTime(trialSeconds: 2, otherSeconds: 1)
    let estimate = TimeEstimate(left: block)
    #expect(estimate.secondsLeft() == 3)
    #expect(estimate.secondsLeft(inBlock: 1) == 2)
    #expect(estimate.secondsLeft(inBlock: 9) == 0)
  }

  @Test func `there is room for a block that ends before the run's time is up`() {
    let block = BlockTime(trialSeconds: 2, otherSeconds: 0)
    let done = BlockTime(trialSeconds: 6, otherSeconds: 0)
    let estimate = TimeEstimate(left: BlockTime(), done: done, runSeconds: 9)
    #expect(estimate.hasRoom(for: block))
    #expect(!estimate.hasRoom(for: BlockTime(trialSeconds: 3.1, otherSeconds: 0)))
    #expect(!TimeEstimate(left: BlockTime(), done: done).hasRoom(for: block))
  }
}
