import Foundation
import Testing
import Trials

@testable import Bench
@testable import CommandSupport

struct ProgressTests {
  private let begin = ContinuousClock.now

  private func moments(_ rhythm: ProgressRhythm, every step: Double, until end: Double) -> [Double]
  {
    var rhythm = rhythm
    return stride(from: 0, through: end, by: step).filter { second in
      rhythm.isDue(at: begin + .seconds(second))
    }
  }

  @Test func `lines in a pipe come at even steps, though trials end between them`() {
    let rhythm = ProgressRhythm(step: .seconds(10), at: begin)
    // Trials of 1.7 s: each line comes with the first trial after its step, and none is put off.
    let shown = moments(rhythm, every: 1.7, until: 300)
    #expect(shown.count == 30)
    for (step, moment) in shown.enumerated() {
      #expect(moment >= Double(10 * step) && moment < Double(10 * step) + 1.7)
    }
  }

  @Test func `a trial that is longer than a step leaves out lines, and the steps stay`() {
    var rhythm = ProgressRhythm(step: .seconds(10), at: begin)
    let shown = [0.0, 34, 36, 39.9, 40, 41, 50].filter { second in
      rhythm.isDue(at: begin + .seconds(second))
    }
    #expect(shown == [0, 34, 40, 50])
  }

  @Test func `a rhythm may begin with a step`() {
    let rhythm = ProgressRhythm(step: .seconds(10), isDueAtOnce: false, at: begin)
    #expect(moments(rhythm, every: 1, until: 30) == [10, 20, 30])
  }

  @Test func `the percentage is of the time, and added blocks are counted by themselves`() throws {
    let plan = try JSONDecoder().decode(
      TrialPlan.self,
      from: Data(
        """
        {"cell": {"scenario": "path", "name": "path", "axes": {}}, "strategy": "packed",
         "purpose": "cost", "seconds": 0.1, "seed": 1}
        """.utf8))
    func line(_ done: Int, added: Int = 0) -> String {
      RunProgressLine.line(
        plan,
        RunProgress(
          BlocksDone(done, of: 130, added: added), elapsed: .seconds(60), timeLeft: .seconds(240)))
    }
    #expect(line(12) == "20 % (block 13 of 130), 4:00 left: path, packed")
    #expect(line(129) == "20 % (block 130 of 130), 4:00 left: path, packed")
    #expect(line(130) == "20 % (block 1 added to the 130), 4:00 left: path, packed")
    #expect(line(130, added: 3) == "20 % (block 4 added to the 130), 4:00 left: path, packed")
  }

  @Test func `no count of blocks is above its total, and one block is one`() {
    let line = RunProgressLine.beginning
    #expect(line(BlocksDone(of: 216)) == "216 blocks")
    #expect(line(BlocksDone(12, of: 216)) == "216 blocks, 12 of them done before")
    #expect(
      line(BlocksDone(216, of: 216, added: 29))
        == "216 blocks, 216 of them done before, and 29 that were added")
    #expect(line(BlocksDone(of: 1)) == "1 block")
    func ending(_ blocks: BlocksDone) -> String {
      RunFailure.interrupted(directory: "run", blocks).description
    }
    #expect(
      ending(BlocksDone(12, of: 216)).hasPrefix("interrupted: 12 of 216 blocks are complete;"))
    #expect(
      ending(BlocksDone(216, of: 216, added: 29))
        .hasPrefix("interrupted: 216 of 216 blocks, and 29 added to them, are complete;"))
  }
}
