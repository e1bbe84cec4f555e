import Foundation
import Testing

@testable import Statistics
@testable import Tables
@testable import TrialRows

struct SummaryTests {
  let plan = SummaryPlan(strategies: ["unguarded", "mutex", "packed"])

  private func sessions(blocks: Int = 24) -> [TrialRow] {
    SyntheticRun.cell("sessions/10000", sessions: 10_000, blocks: blocks) { strategy, block in
      let costs: [String: Double] = ["unguarded": 10, "mutex": 40, "packed": 30]
      return costs[strategy, default: 0] * SyntheticRun.wobble(block)
    }
  }

  private func row(
    _ strategy: String, _ metric: String = "cpu_per_op_ns", of samples: [TrialRow],
    plan: SummaryPlan? = nil
  ) throws -> SummaryRow {
    let rows = Summary(of: samples, plan: plan ?? self.plan).rows
    return try #require(rows.first { $0.strategy == strategy && $0.metric == metric })
  }

  @Test func `a shared wobble cancels within blocks`() throws {
    let packed = try row("packed", of: sessions())
    #expect(isClose(try #require(packed.ratio), 0.75))
    #expect(isClose(try #require(packed.ratioLow), 0.75))
    #expect(packed.verdict == .faster)
    #expect(packed.pairsCount == 24)
    #expect(packed.comparisonsCount == 2)
    #expect(packed.setting.sessions == 10_000)
    #expect(isClose(packed.value, 36, within: 0.02))
  }

  @Test func `lost messages stand beside the cost of sending them`() throws {
    let samples = sessions().map { sample in
      var sample = sample
      sample.sentCount = 200
      sample.lostCount = sample.strategy == "packed" ? 10 : 0
      if sample.strategy == "unguarded" { sample.sentCount = 0 }
      return sample
    }
    #expect(isClose(try row("packed", "lost_ratio", of: samples).value, 0.05))
    #expect(try row("mutex", "lost_ratio", of: samples).value == 0)
    let rows = Summary(of: samples, plan: plan).rows
    #expect(!rows.contains { $0.strategy == "unguarded" && $0.metric == "lost_ratio" })
  }

  @Test func `a row is verified only if every trial in it is`() throws {
    let known: [[VerificationStatus?]: VerificationStatus?] = [
      [.verified, .verified]: .verified, [.verified, .unverified]: .unverified,
      [.verified, nil]: nil, [nil, .unverified]: .unverified, [.verified, .exempt]: .exempt,
      [nil, nil]: nil,
    ]
    for (statuses, common) in known {
      let samples = sessions().map { sample in
        var sample = sample
        sample.verification = statuses[sample.block % 2]
        return sample
      }
      #expect(try row("packed", of: samples).verification == common)
    }
  }

  @Test func `the reference is not compared with itself`() throws {
    let mutex = try row("mutex", of: sessions())
    #expect(mutex.ratio == nil && mutex.verdict == nil && mutex.reference == nil)
    #expect(mutex.valueLow != nil)
  }

  @Test func `without the reference there are values and no verdicts`() throws {
    let samples = sessions().filter { $0.strategy != "mutex" }
    let packed = try row("packed", of: samples, plan: SummaryPlan(strategies: ["packed"]))
    #expect(packed.verdict == nil && packed.ratio == nil)
    #expect(packed.value > 0)
  }

  @Test func `too few blocks give a ratio, no interval, and cannot tell`() throws {
    let packed = try row("packed", of: sessions(blocks: 6))
    #expect(packed.ratio != nil)
    #expect(packed.ratioLow == nil && packed.coverage == nil)
    #expect(packed.verdict == .cannotTell)
    #expect(packed.largestEffectNotExcluded == nil)
  }

  @Test func `an invalid trial sets its whole block aside`() throws {
    var samples = sessions()
    samples[0].valid = false
    let packed = try row("packed", of: samples)
    #expect(packed.blocksCount == 23)
    #expect(packed.invalidBlocksCount == 1)
  }

  @Test func `a trial whose process died is left out of its block, and the others count`() throws {
    var samples = sessions()
    let place = try #require(samples.firstIndex { $0.strategy == "packed" })
    samples[place].valid = false
    samples[place].operationsCount = nil
    #expect(try row("packed", of: samples).blocksCount == 23)
    #expect(try row("mutex", of: samples).blocksCount == 24)
    #expect(try row("packed", of: samples).invalidBlocksCount == 0)
  }

  @Test func `a repeated block counts once, by its last valid attempt`() throws {
    var samples = sessions()
    for index in samples.indices where samples[index].block == 0 { samples[index].valid = false }
    let repeated = sessions(blocks: 1).map { sample in
      var sample = sample
      sample.attempt = 1
      return sample
    }
    let packed = try row("packed", of: samples + repeated)
    #expect(packed.blocksCount == 24)
    #expect(packed.invalidBlocksCount == 1)
  }

  @Test
  func `an attempt that was cut off does not count, even if the whole one after it is invalid`()
    throws
  {
    let cutOff = sessions(blocks: 1).filter { $0.strategy != "mutex" }
    let repeated = sessions(blocks: 1).map { sample in
      var sample = sample
      sample.attempt = 1
      sample.valid = false
      return sample
    }
    let others = sessions().filter { $0.block > 0 }
    let packed = try row("packed", of: cutOff + repeated + others)
    #expect(packed.blocksCount == 23)
    #expect(packed.invalidBlocksCount == 1)
  }

  @Test func `of two attempts that are both valid the last one counts`() throws {
    let first = sessions(blocks: 1)
    let second = SyntheticRun.cell("sessions/10000", blocks: 1) { _, _ in 77 }.map { sample in
      var sample = sample
      sample.attempt = 1
      return sample
    }
    #expect(try row("packed", of: first + second).value == 77)
    #expect(try row("packed", of: second + first).value == 77)
  }

  @Test func `a server's operations are its messages`() throws {
    var samples = SyntheticRun.cell("echo", tier: .server, blocks: 1) { _, _ in 5000 }
    for index in samples.indices { samples[index].messagesCount = 500_000 }
    #expect(try row("packed", of: samples).value == 10_000)
  }

  @Test func `a block with a trial that finished nothing does not count`() throws {
    var samples = sessions()
    for index in samples.indices
    where samples[index].strategy == "packed" && samples[index].block < 4 {
      samples[index].operationsCount = 0
    }
    #expect(try row("packed", of: samples).blocksCount == 20)
    #expect(try row("mutex", of: samples).invalidBlocksCount == 4)
  }

  @Test func `strategies that finish nothing at all do not tie`() {
    var samples = sessions()
    for index in samples.indices { samples[index].operationsCount = 0 }
    #expect(Summary(of: samples, plan: plan).rows.isEmpty)
    #expect(!Summary.counts(anyOf: samples) && Summary.counts(anyOf: sessions()))
  }

  @Test func `wall time has a verdict only where threads meet`() throws {
    #expect(try row("packed", "wall_per_op_ns", of: sessions()).verdict == nil)
    #expect(try row("packed", "wall_per_op_ns", of: sessions()).ratio != nil)
    var meeting = plan
    meeting.cellsWithWallVerdict = ["sessions/10000"]
    let judged = try row("packed", "wall_per_op_ns", of: sessions(), plan: meeting)
    #expect(judged.verdict == .faster)
    // Two comparisons on two metrics.
    #expect(judged.comparisonsCount == 4)
    #expect(try row("packed", of: sessions(), plan: meeting).comparisonsCount == 4)
  }

  @Test func `counting trials enter no cost and keep their own metrics`() throws {
    var counted = SyntheticRun.cell("sessions/10000", sessions: 10_000, blocks: 1) { _, _ in 900 }
    for index in counted.indices {
      counted[index].purpose = .conflicts
      counted[index].conflictsCount = 30
      counted[index].conflictsPredicted = 25
    }
    let samples = sessions() + counted
    #expect(try row("packed", of: samples).blocksCount == 24)
    #expect(try row("packed", "conflicts_ratio", of: samples).value == 30e-6)
    #expect(try row("packed", "conflicts_predicted_ratio", of: samples).value == 25e-6)
  }

  @Test func `the guard's share of a message is taken from the cell that the plan names`() throws {
    var plan = plan
    plan.guardShareCell = "sessions/10000"
    plan.pairsPerMessage = ["echo": 2]
    let echo = SyntheticRun.cell("echo/64", scenario: "echo", tier: .server) { _, _ in 6000 }
      .map { sample in
        var sample = sample
        sample.messagesCount = sample.operationsCount
        return sample
      }
    let rows = Summary(of: sessions() + echo, plan: plan).rows
    let packed = try #require(rows.first { $0.cell == "echo/64" && $0.strategy == "packed" })
    #expect(isClose(try #require(packed.guardShare), 2 * 36 / 6000, within: 0.02))
    #expect(rows.allSatisfy { $0.tier == .server || $0.guardShare == nil })
  }

  @Test func `a summary is written and read back`() throws {
    let rows = Summary(of: sessions(), plan: plan).rows
    let table = try Table<SummaryRow>(csv: [UInt8](Table(rows).csv.utf8))
    #expect(table.rows == rows)
  }

  @Test func `a summary of nothing is empty`() {
    #expect(Summary(of: [], plan: plan).rows.isEmpty)
  }

  @Test func `every column of a summary is named by its unit`() {
    let names = SummaryRow.columns.map(\.name)
    #expect(Set(names).count == names.count)
    for column in SummaryRow.columns {
      if let unit = column.unit { #expect(column.name.hasSuffix(unit.suffix)) }
    }
    // The setting is one field with a column for every axis.
    let fields = Mirror(reflecting: SummaryRow.blank).children.count
    #expect(names.count == fields - 1 + Axis.all.count)
  }
}
