import Testing

@testable import CheckVerdicts
@testable import Statistics

struct CheckGateTests {
  static let table: [(Double, Double, CheckVerdict, Bool)] = [
    (0.99, 1.02, .pass, false), (1.01, 1.049, .pass, false), (1.0101, 1.02, .regression, false),
    (1.2, 1.3, .regression, false), (1.0, 1.05, .inconclusive, false),
    (0.8, 1.06, .inconclusive, false), (0.9, 0.95, .pass, true), (0.9, 0.991, .pass, false),
  ]

  @Test(arguments: table)
  func `the interval of a ratio decides, and nothing else`(
    low: Double, high: Double, verdict: CheckVerdict, isImproved: Bool
  ) {
    let interval = MedianInterval(low: low, high: high, coverage: 0.99)
    #expect(CheckGate.cpu.verdict(of: interval) == verdict)
    #expect(CheckGate.cpu.isImproved(interval) == isImproved)
  }

  @Test func `a difference has absolute limits`() {
    let gate = CheckGate.voluntarySwitches
    func interval(_ low: Double, _ high: Double) -> MedianInterval {
      MedianInterval(low: low, high: high, coverage: 0.99)
    }
    #expect(gate.verdict(of: interval(0, 0)) == .pass)
    #expect(gate.verdict(of: interval(0.011, 0.02)) == .regression)
    #expect(gate.verdict(of: interval(0, 0.06)) == .inconclusive)
    #expect(gate.isImproved(interval(-0.03, -0.02)))
    #expect(!gate.isImproved(interval(-0.03, -0.005)))
  }

  @Test func `no interval decides nothing`() {
    #expect(CheckGate.cpu.verdict(of: nil) == .inconclusive)
    #expect(!CheckGate.cpu.isImproved(nil))
  }

  @Test func `two trials that never finished are tied, on either scale`() {
    #expect(CheckGate.cpu.change(base: .infinity, head: .infinity) == 0)
    #expect(CheckGate.futexWaits.change(base: .infinity, head: .infinity) == 0)
    #expect(CheckGate.cpu.change(base: 1, head: .infinity) == .infinity)
  }
}
