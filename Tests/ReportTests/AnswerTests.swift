import Testing
import TrialRows

@testable import Bench
@testable import Report

struct AnswerTests {
  /// Sets the CPU times of the contenders at the claim's cell to those of the reference times a
  /// factor, which alternates between blocks by `wobble`.
  private func samples(
    times factor: Double, wobble: Double = 0, blocks: Int = 24
  ) -> [TrialRow] {
    ExampleRun.samples(blocks: blocks).map { sample in
      var sample = sample
      if sample.purpose == .cost, sample.cell == "sessions/10000",
        ["packed", "flag-count"].contains(sample.strategy)
      {
        let sway = sample.block.isMultiple(of: 2) ? 1 + wobble : 1 - wobble
        sample.cpuNanoseconds = Int(20e6 * factor * sway)
      }
      return sample
    }
  }

  private func text(_ samples: [TrialRow]) -> String {
    Answer(ExampleRun.findings(samples)).terminal(.plain)
  }

  @Test func `all equivalent: the note is right`() {
    let answer = text(samples(times: 1.001))
    #expect(answer.contains("No at sessions/10000: the note is right"))
    #expect(answer.contains("Equivalent: flag-count 1.001 [1.001, 1.001]; packed 1.001"))
  }

  @Test func `all faster: the note is wrong about the guard`() {
    #expect(text(samples(times: 0.5)).contains("Yes at sessions/10000, in CPU per operation"))
  }

  @Test(arguments: [
    (Tier.guard, "in CPU per operation of the guard alone"),
    (.path, "in CPU per message of the session path without the kernel"),
    (.server, "in the server's CPU per message"),
  ])
  func `the headline says whose CPU it compares`(tier: Tier, words: String) {
    for factor in [0.5, 1.001] {
      let answer = text(
        samples(times: factor).map { sample in
          var sample = sample
          if sample.cell == "sessions/10000" { sample.tier = tier }
          return sample
        })
      #expect(answer.contains(words))
      #expect(answer.contains("of the guard alone") == (tier == .guard))
    }
  }

  @Test func `the headline does not announce shares that the run lacks`() {
    let answer = text(samples(times: 0.5).filter { $0.tier == .guard })
    #expect(answer.contains("Yes at sessions/10000, in CPU per operation of the guard alone.\n"))
  }

  @Test func `cells of which no block counts are named, the claim's in the headline`() {
    func answer(disturbing cells: Set<String>) -> String {
      var plan = ExampleRun.plan
      plan.cells = ["sessions/1", "sessions/10000", "echo/64"]
      let samples = ExampleRun.samples().map { sample in
        var sample = sample
        if sample.purpose == .cost { sample.valid = !cells.contains(sample.cell) }
        return sample
      }
      let rows = Summary(of: samples, plan: plan).rows
      return Answer(RunFindings(rows: rows, plan: plan, question: ExampleRun.question))
        .terminal(.plain)
    }
    #expect(answer(disturbing: ["echo/64"]).contains("Anything at echo/64: no block there counts"))
    #expect(!answer(disturbing: []).contains("no block"))
    let claim = answer(disturbing: ["sessions/10000"])
    #expect(claim.contains("Not answered: no block at sessions/10000 counts"))
    let all = answer(disturbing: ["sessions/1", "sessions/10000", "echo/64"])
    #expect(all.contains("Not answered: no block counts, see invalid_reason"))
  }

  @Test func `a run that compares nothing names no cell`() {
    let question = Question(claimCell: "", contenders: ["packed"])
    let answer = Answer(RunFindings(rows: [], plan: ExampleRun.plan, question: question))
      .terminal(.plain)
    #expect(answer.contains("Not answered: the run's cells were only checked or counted"))
    #expect(!answer.contains(" at ."))
  }

  @Test func `none faster: not even equal`() {
    #expect(text(samples(times: 1.5)).contains("No at sessions/10000: none is faster"))
  }

  @Test func `wide intervals: it cannot tell, and says what is not excluded`() {
    let answer = text(samples(times: 1, wobble: 0.1))
    #expect(answer.contains("Not shown at sessions/10000"))
    #expect(answer.contains("Cannot tell: flag-count"))
    #expect(!answer.contains("the note is right"))
  }

  @Test func `too few blocks are named with the number needed`() {
    let answer = text(samples(times: 0.5, blocks: 5))
    #expect(answer.contains("Cannot tell: flag-count 0.500 (too few blocks: 5 of 5 cheaper)"))
    #expect(answer.contains("Fewer blocks than the 7 that an interval needs at sessions/10000, "))
    #expect(answer.contains("than the 8 that an interval needs at sessions/1, sessions/1 (wall)."))
    #expect(!answer.contains("Yes at"))
  }

  @Test func `a server that gains is named, one that does not as well`() {
    let gainless = "In a whole server no gain in CPU per message is shown."
    #expect(text(samples(times: 1)).contains(gainless))
    let faster = ExampleRun.samples().map { sample in
      var sample = sample
      if sample.tier == .server, sample.strategy == "packed" { sample.cpuNanoseconds = 900_000_000 }
      return sample
    }
    let gain = "In a whole server, faster: packed at echo/64 in CPU per message."
    #expect(text(faster).contains(gain))
  }

  @Test func `a server's gain in wall time alone is not told as one in CPU`() {
    var plan = ExampleRun.plan
    plan.cellsWithWallVerdict = ["echo/64"]
    let samples = ExampleRun.samples().map { sample in
      var sample = sample
      if sample.tier == .server, sample.strategy == "packed" {
        sample.cpuNanoseconds = 1_000_000_000
        sample.wallNanoseconds = 400_000_000
      }
      return sample
    }
    let findings = RunFindings(
      rows: Summary(of: samples, plan: plan).rows, plan: plan, question: ExampleRun.question)
    let answer = Answer(findings).terminal(.plain)
    #expect(answer.contains("faster: packed at echo/64 in wall time per message."))
  }

  @Test func `late generators, disturbed blocks and unverified guards are named`() {
    var samples = ExampleRun.samples()
    for index in samples.indices where samples[index].cell == "echo/64" {
      samples[index].generatorKeptUp = samples[index].block != 3
    }
    samples[0].valid = false
    for index in samples.indices where samples[index].strategy == "packed" {
      samples[index].verification = .unverified
    }
    let answer = text(samples)
    #expect(answer.contains("fell behind their schedule at echo/64."))
    #expect(answer.contains("set aside at sessions/1."))
    #expect(answer.contains("Not verified by the model checker: packed."))
  }
}
