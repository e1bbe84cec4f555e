import SessionGuards
public import Verification

/// A guard on hardware that is wrong in one way, named for what it does wrong: a mutant of a guard
/// that runs on no other words. **A new one gets one line here.**
///
/// The sequential story and the stress look for it; no model can.
public struct HardwareMutant: Sendable {
  public let name: String
  public let strategy: String
  public let story: SequentialTrial
  public let stress: StressTrial

  private init<Guard: SessionGuard & ~Copyable>(_ name: String, _ type: Guard.Type)
  where Guard.Fault == Never {
    self.name = name
    strategy = Guard.strategy.name
    story = SequentialTrial(type)
    stress = StressTrial(type)
  }

  public static let all = [
    HardwareMutant("lease without a reference", ArcMutant<LendsWithoutReference>.self),
    HardwareMutant("reference never given back", ArcMutant<KeepsTheReference>.self),
    HardwareMutant("generation never checked", ArcMutant<IgnoresTheGeneration>.self),
    HardwareMutant("reported by its close", ArcMutant<ReportsAtClose>.self),
    HardwareMutant("reference left in the table", ArcMutant<LeavesTheReference>.self),
  ]
}
