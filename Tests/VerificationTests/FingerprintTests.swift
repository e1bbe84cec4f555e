import ModelChecker
import SessionGuards
import Testing
import Verification

@testable import Mutants

/// A guard's fingerprint differs from every other's, and from its own with one order changed.
@Suite struct FingerprintTests {
  static let packed = GuardModel(PackedGuard<ModelWord>.self)

  @Test func `it is the same each time, and another for each strategy`() {
    let models = GuardModel.ours
    let fingerprints = models.map(\.fingerprint)
    #expect(fingerprints == models.map(\.fingerprint))
    #expect(Set(fingerprints).count == models.count)
    #expect(fingerprints.allSatisfy { $0.count == 16 })
    let names = models.map(\.strategy.name)
    let place = names.firstIndex(of: "packed")
    #expect(place.map { fingerprints[$0] } == FingerprintTests.packed.fingerprint)
  }

  @Test func `one order changed is another fingerprint`() {
    let packed = GuardModel(PackedGuard<OtherOrdersWord>.self)
    #expect(packed.fingerprint != FingerprintTests.packed.fingerprint)
  }

  @Test func `so is one that no execution shows, as the lock orders everything`() {
    let right = GuardModel(LockGuard<ModelLock, ModelWord>.self)
    let other = GuardModel(LockGuard<ModelLock, OtherOrdersWord>.self)
    #expect(other.fingerprint != right.fingerprint)
  }

  @Test func `another control flow is another fingerprint`() {
    for changed in [
      GuardModel(UndoesTheDead<ModelWord>.self), GuardModel(GenerationTooNarrow<ModelWord>.self),
    ] {
      #expect(changed.strategy.name == "packed")
      #expect(changed.fingerprint != FingerprintTests.packed.fingerprint)
    }
  }
}
