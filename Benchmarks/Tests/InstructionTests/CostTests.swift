import Foundation
import Testing

@testable import InstructionCounts

@Suite struct CostTests {
  private func cost(
    _ instructions: Double, of strategy: String = "packed", twin: Double? = nil,
    toolchain: String = "Swift 6", at revision: String? = nil
  ) -> PairCost {
    let build = BuildKey(
      architecture: "x86_64", targetCPU: "haswell", toolchain: toolchain, glibc: "2.36")
    return PairCost(
      build: build, strategy: strategy, instructions: instructions, twin: twin, revision: revision)
  }

  @Test(arguments: [(26.0, 0), (26.1, 1)])
  func `two instructions more than the twin are allowed, and no more`(
    ours: Double, faults: Int
  ) {
    let report = CostReport([cost(ours, twin: 24)], beside: KeptCosts())
    #expect(report.faults.count == faults)
    #expect(report.faults.allSatisfy { $0.contains("packed") && $0.contains("24.0") })
  }

  @Test func `more than was kept is a fault, less is none, and another build's says nothing`() {
    let kept = KeptCosts([cost(24)])
    #expect(CostReport([cost(25)], beside: kept).faults.count == 1)
    #expect(CostReport([cost(23)], beside: kept).faults == [])
    let other = CostReport([cost(25, toolchain: "Swift 7")], beside: kept)
    #expect(other.faults == [] && other.isFirst)
  }

  @Test func `keeping adds to other revisions, replaces the same one, and survives the file`()
    throws
  {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "costs-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "kept.csv").path
    #expect(try KeptCosts(file: path).costs == [])
    let before = [cost(26), cost(25, at: "a1"), cost(30, toolchain: "Swift 7", at: "b2")]
    let after = [cost(22, at: "c3")]
    let renewed = [cost(24, at: "b2"), cost(70, of: "mutex", at: "b2")]
    var kept = KeptCosts(before + renewed + after)
    kept.keep([cost(23, twin: 22, at: "b2")])
    try kept.write(to: path)
    #expect(try KeptCosts(file: path).costs == before + [cost(23, twin: 22, at: "b2")] + after)
    #expect(kept.cost(like: cost(0))?.instructions == 22, "the latest revision's decides")
    kept.keep([cost(21, at: "d4")])
    #expect(kept.costs.last == cost(21, at: "d4"))
  }

  @Test func `a file that holds something else is named, and not taken for an empty one`() throws {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "costs-\(UUID().uuidString).csv").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data("strategy\r\npacked\r\n".utf8).write(to: URL(filePath: path))
    let error = #expect(throws: UnreadableCosts.self) { try KeptCosts(file: path) }
    #expect(error?.description.hasPrefix("cannot read \(path): required column") == true)
  }

  @Test func `the table sets names left and numbers right`() {
    let costs = [cost(8, of: "unguarded"), cost(24.5, twin: 25)]
    let text = CostTable(CostReport(costs, beside: KeptCosts([cost(24.5)]))).text
    #expect(
      text.hasPrefix(
        """
        strategy   instructions  C twin  difference  kept
        unguarded           8.0       –           –     –
        packed             24.5    25.0        -0.5  24.5

        """))
    #expect(text.hasSuffix("Swift 6, for x86_64 haswell, glibc 2.36."))
  }

  @Test(arguments: LoopProgram.twins)
  func `a twin's program has the strategy's name`(strategy: String) {
    let twin = LoopProgram.twin(of: strategy, in: "peers")
    #expect(twin?.executable.hasPrefix("peers/loop_") == true)
    #expect(twin?.executable.contains("-") == false)
    #expect(LoopProgram.twin(of: "mutex", in: "peers") == nil)
  }
}

@Suite struct TwinTimeTests {
  private func time(_ ratios: [Double]) -> TwinTime {
    TwinTime("packed", ratios.map { (ours: 4 * $0, twin: 4) })
  }

  @Test(arguments: [(1.0, TwinTime.Verdict.meets), (1.019, .meets), (1.021, .misses)])
  func `two in a hundred more than the twin takes are allowed`(
    ratio: Double, verdict: TwinTime.Verdict
  ) {
    let time = time(Array(repeating: ratio, count: 12))
    #expect(time.verdict == verdict && time.pairsCount == 12)
  }

  @Test func `an interval with the target inside decides nothing, and few pairs have none`() {
    #expect(time([1, 1, 1, 1, 1, 1, 1.1, 1.1, 1.1, 1.1, 1.1, 1.1]).verdict == .spans)
    #expect(time([1.5, 1.5]).verdict == .unknown)
  }

  @Test func `the table says what was found`() {
    let lines = TwinTimeTable([time(Array(repeating: 1.03, count: 12))]).text
      .split(separator: "\n").map(String.init)
    #expect(lines[0] == "strategy    ns  C twin  ratio        interval        ")
    #expect(lines[1] == "packed    4.12    4.00  1.030  [1.030, 1.030]  misses")
    #expect(lines[2].contains("12 pairs") && lines[2].contains("1.02"))
  }
}
