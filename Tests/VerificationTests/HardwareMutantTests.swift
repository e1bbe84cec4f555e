import Mutants
import Testing
import Verification

/// The mutants of guards that run on hardware only, which no model can find.
@Suite struct HardwareMutantTests {
  @Test(arguments: HardwareMutant.all.indices)
  func `a guard on hardware that is wrong is found by the sequential story`(_ index: Int) {
    let mutant = HardwareMutant.all[index]
    let wrong = mutant.story.run(.small).compactMap(\.wrong)
    #expect(!wrong.isEmpty, "\(mutant.strategy): \(mutant.name)")
  }

  /// The stress finds those that let a thread see what it should not. One that never reclaims would
  /// block it: its owner waits for the session's end.
  @Test(arguments: ["lease without a reference", "generation never checked"])
  func `a guard on hardware that lends what it should not is found by the stress`(
    _ name: String
  ) throws {
    let mutant = try #require(HardwareMutant.all.first { $0.name == name })
    var found: StressViolation?
    for seed in 1...40 as ClosedRange<UInt64> where found == nil {
      found = try mutant.stress.run(StressPlan(seed: seed, batches: 20)) { true }
        .compactMap(\.violation).first
    }
    #expect(found != nil, "\(mutant.strategy): \(mutant.name)")
  }
}
