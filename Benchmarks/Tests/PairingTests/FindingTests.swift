import Pairing
import Statistics
import Testing

@Suite struct FindingTests {
  /// Outcomes in which ours is `ratio` times as fast as the twin, while both drift twentyfold.
  private func report(ratio: Double, blocks: Int) -> YardstickReport {
    let cell = Contestants(peers: "peers").cell(depth: 8, withGenerators: false)
    var result = CellResult(depth: 8)
    for block in 0..<blocks {
      let pace = Double(1 + block % 20)
      result.blocks.append([
        "our server": outcome(1000 * pace * ratio), "twin": outcome(1000 * pace),
        "raw echo": outcome(5000),
      ])
    }
    return YardstickReport(
      isSelfTest: false, seed: 1, pairs: blocks, confidence: 0.95, setting: Setting(),
      machine: Machine(), arguments: [], cells: [cell], results: [result], samples: [])
  }

  private func outcome(_ rate: Double) -> Outcome {
    Outcome(
      messagesPerSecond: rate, serverCPUNanoseconds: 1e9 / rate, loadCPUNanoseconds: 1,
      messages: 100)
  }

  private func rate(_ report: YardstickReport) throws -> Finding {
    try #require(
      report.findings.first { $0.theirs == "twin" && $0.metric == .messagesPerSecond })
  }

  @Test func `ratios are taken within blocks, so that drift cancels`() throws {
    let finding = try rate(report(ratio: 0.97, blocks: 30))
    #expect(abs(finding.ratio - 0.97) < 1e-9)
    #expect(abs(try #require(finding.low) - 0.97) < 1e-9)
    #expect(abs(try #require(finding.high) - 0.97) < 1e-9)
    #expect(try #require(finding.coverage) >= 0.95)
    #expect(finding.pairs == 30)
  }

  @Test(arguments: [(0.97, TargetVerdict.meets), (0.95, .meets), (0.94, .misses)])
  func `a constant ratio meets or misses`(ratio: Double, verdict: TargetVerdict) throws {
    // A hair above, as 0.95 itself may come out of logarithms a rounding below.
    #expect(try rate(report(ratio: ratio + 1e-12, blocks: 10)).verdict == verdict)
  }

  @Test func `too few pairs give no interval and no verdict`() throws {
    let finding = try rate(report(ratio: 1, blocks: 5))
    #expect(finding.low == nil)
    #expect(finding.verdict == .unknown)
    #expect(!finding.holds(1))
  }

  @Test func `an interval around the target spans it`() throws {
    let values = (0..<20).map { 0.90 + 0.005 * Double($0) }
    let interval = try #require(MedianInterval(values, confidence: 0.95))
    #expect(TargetVerdict(interval, target: 0.95) == .spans)
    #expect(TargetVerdict(interval, target: 0.80) == .meets)
    #expect(TargetVerdict(interval, target: 1.20) == .misses)
  }

  @Test func `a program against itself whose interval leaves 1 is refuted`() {
    #expect(report(ratio: 1, blocks: 30).refutedFindings.isEmpty)
    #expect(report(ratio: 1.01, blocks: 30).refutedFindings.map(\.theirs) == ["twin", "twin"])
  }

  @Test func `only the twin and the generators have targets`() {
    let cell = Contestants(peers: "peers").cell(depth: 64, withGenerators: true)
    let targets = cell.comparisons.filter { $0.target != nil }
    #expect(targets.map(\.theirs) == ["twin", "twin", "raw echo"])
    #expect(targets.map(\.target) == [0.85, 0.95, 0.95])
    #expect(targets.allSatisfy { $0.metric == .messagesPerSecond })
  }

  @Test func `the table states the target and the verdict beside each interval`() {
    let text = YardstickTable(report(ratio: 0.94, blocks: 30)).text
    #expect(text.contains("0.940  [0.940, 0.940]  ≥ 0.95  misses"))
  }
}
