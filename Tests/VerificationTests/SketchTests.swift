import ModelChecker
import Mutants
import Tables
import Testing

/// The sketches die, and what they are a mistake in is right without it.
@Suite struct SketchTests {
  @Test(arguments: Sketch.all)
  func `every sketch dies on the rungs where the kill matrix says so`(_ sketch: Sketch) throws {
    var found = try KillMatrix().rows(sketch, .sketch)
    let kept = try KillMatrixTests.committed().rows.filter { $0.subject == sketch.description }
    #expect(kept.contains { $0.isFound }, "it survives")
    // As a table holds them.
    found = try Table<KillRow>(csv: [UInt8](Table(found).csv.utf8)).rows
    #expect(found == kept, "run `make kill-matrix`")
  }

  @Test func `a slot pushed before its session's id was read gets another's teardown`() throws {
    func report(pushesFirst: Bool, _ setting: ModelChecker.Setting = .init()) -> Report {
      SlotPushedFirst.program(pushesFirst: pushesFirst).explore(.everyTrace, setting)
    }
    #expect(report(pushesFirst: false).isProof)
    #expect(report(pushesFirst: true).violation?.reason.hasPrefix("data race") == true)
    var valuesAlone = Setting(.sequential)
    valuesAlone.detectsRaces = false
    #expect(report(pushesFirst: false, valuesAlone).isProof)
    let violation = report(pushesFirst: true, valuesAlone).violation
    #expect(violation?.reason == "tore down another's session")
  }

  @Test(arguments: [
    (HazardSketch.Fence.sequential, HazardSketch.Fence.sequential), (.light, .heavy),
    (.heavy, .light), (.sequential, .heavy),
  ])
  func `a hazard announced and scanned with fences is never reclaimed under its reader`(
    _ reader: HazardSketch.Fence, _ retirer: HazardSketch.Fence
  ) {
    let program = HazardSketch.program(reader: reader, retirer: retirer)
    for memory in MemoryModel.allCases {
      #expect(program.explore(.everyTrace, Setting(memory)).isProof)
    }
  }

  @Test(arguments: [
    (HazardSketch.Fence.none, HazardSketch.Fence.sequential), (.sequential, .none), (.none, .none),
    (.none, .heavy), (.light, .none), (.light, .light), (.light, .sequential),
  ])
  func `a hazard published without a fence is caught, and only in release acquire memory`(
    _ reader: HazardSketch.Fence, _ retirer: HazardSketch.Fence
  ) {
    let program = HazardSketch.program(reader: reader, retirer: retirer)
    let violation = program.explore(.everyTrace, Setting(.releaseAcquire)).violation
    #expect(violation?.reason.hasPrefix("data race") == true)
    #expect(program.explore(.everyTrace, Setting(.sequential)).isProof)
  }
}
