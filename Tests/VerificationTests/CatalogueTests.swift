import Mutants
import SessionGuards
import Testing
import Verification

/// Every strategy has what is asked of it, or its record says why not.
@Suite struct CatalogueTests {
  /// What is wrong with a strategy's record, one line each.
  private static func faults(
    _ strategy: Strategy, proved: Set<String>, mutated: Set<String>
  ) -> [String] {
    Strategy.Duty.allCases.compactMap { duty in
      let isMet =
        switch duty {
        case .proof: proved.contains(strategy.name)
        case .mutants: mutated.contains(strategy.name)
        case .x86Shape: strategy.x86Shape != nil
        case .armShape: strategy.armShape != nil
        }
      let reasons = strategy.exemptions.filter { $0.duty == duty }.map(\.reason)
      switch (isMet, reasons.count) {
      case (true, 0): return nil
      case (true, _): return "\(strategy.name) has its \(duty.rawValue), and is exempt from it"
      case (false, 1) where !reasons[0].isEmpty: return nil
      case (false, _): return "\(strategy.name) has no \(duty.rawValue), and no reason why not"
      }
    }
  }

  @Test func `every strategy has a proof, mutants and its code shapes, or the reason why not`() {
    let proved = Set(ContractTests.models.map(\.strategy.name))
    let mutated = Set(
      Mutant.all.map(\.strategy) + HardwareMutant.all.map(\.strategy)
        + (MailboxMutant.all.isEmpty ? [] : [Strategy.mailbox.name]))
    for strategy in Strategy.all {
      #expect(Self.faults(strategy, proved: proved, mutated: mutated) == [])
    }
    #expect(Set(Strategy.all.map(\.name)).count == Strategy.all.count)
  }

  private static func record(
    x86: [String]? = [], arm: Strategy.ArmShape? = nil, _ exemptions: [Strategy.Exemption]
  ) -> Strategy {
    Strategy(
      name: "new", idea: "none", closeRule: .early, isExclusive: false, source: "the tests",
      x86Shape: x86, armShape: arm, exemptions: exemptions)
  }

  @Test func `a record that lacks something without a reason is found, duty by duty`() {
    let shape = Strategy.ArmShape(open: [], acquire: [], release: [], close: [])
    let whole = Self.record(arm: shape, [])
    #expect(Self.faults(whole, proved: ["new"], mutated: ["new"]) == [])
    #expect(
      Self.faults(whole, proved: [], mutated: ["new"])
        == ["new has no proof, and no reason why not"])
    #expect(
      Self.faults(whole, proved: ["new"], mutated: ["packed"])
        == ["new has no mutants, and no reason why not"])
    #expect(
      Self.faults(Self.record(x86: nil, []), proved: ["new"], mutated: ["new"]) == [
        "new has no x86-shape, and no reason why not",
        "new has no arm-shape, and no reason why not",
      ])
  }

  @Test func `a reason stands for one duty that is not met, and is a text`() {
    func faults(_ reasons: [Strategy.Exemption]) -> [String] {
      Self.faults(Self.record(reasons), proved: ["new"], mutated: ["new"])
    }
    let reason = Strategy.Exemption(from: .armShape, because: "no such code is made")
    #expect(faults([reason]) == [])
    #expect(faults([reason, reason]).count == 1)
    #expect(faults([Strategy.Exemption(from: .armShape, because: "")]).count == 1)
    #expect(faults([Strategy.Exemption(from: .mutants, because: "none"), reason]).count == 1)
  }
}
