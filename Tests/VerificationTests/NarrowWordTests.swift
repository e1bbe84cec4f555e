import ModelChecker
import SessionGuards
import Testing
import Verification

/// Fields that wrap, at widths that a scenario can wrap.
///
/// Of the guards' counts only that of `packed` can run over within its contract: it takes no
/// addition back while a slot is dead. The others' counts are exact, and hold more than there are
/// threads; generations end before they wrap (scenario `last-generation`).
@Suite struct NarrowWordTests {
  typealias Narrow = PackedGuard<NarrowWord>

  /// Four sends, which may all fall on the dead slot.
  static let refusals = Scenario(
    "refusals-wrap", "refusals of a dead slot run over its count",
    Scenario.Part("stale", .send(1), .send(1), .send(1), .send(1)),
    Scenario.Part("owner", .close(1), .settle(1), .open(2), .close(2), .settle(2)))

  @Test func `a count of two bits runs over in a dead slot and touches nothing else`() {
    let setting = Effort.limited(Setting(), to: 2000)
    let program = NarrowWordTests.refusals.program(Narrow.self)
    let report = program.explore(.everyTrace, setting)
    #expect(report.violation == nil, "\(report.violation?.description ?? "")")
    #expect(report.executions > 100)
  }

  @Test(arguments: ["one-sender", "reactor-unit", "reuse-twice"])
  func `a count of two bits is enough for two threads and the reactor's unit`(
    _ name: String
  ) throws {
    let scenario = try #require(Scenario.named(name))
    let report = scenario.program(Narrow.self).explore(.everyTrace)
    #expect(report.isProof, "\(report.violation?.description ?? "")")
  }

  @Test func `a count of two bits is too narrow for four units at once`() throws {
    let scenario = Scenario(
      "five-units", "more units at once than two bits hold",
      Scenario.Part("one", .send(1)), Scenario.Part("two", .send(1)),
      Scenario.Part("three", .send(1)),
      Scenario.Part("owner", .close(1), .settle(1)))
    let report = scenario.program(Narrow.self).explore(.everyTrace)
    #expect(report.violation != nil)
  }
}
