import Testing

@testable import CheckVerdicts

struct CheckOutcomeTests {
  @Test func `every outcome has the exit code that other programs depend on`() {
    let codes = CheckOutcome.allCases.map { ($0, $0.exitCode) }
    #expect(codes.count == 5)
    for (outcome, code) in codes {
      let expected: Int32 =
        switch outcome {
        case .pass: 0
        case .harnessError: 1
        case .regression: 3
        case .inconclusive: 4
        case .instrumentInvalid: 5
        }
      #expect(code == expected)
    }
  }

  @Test func `incomplete data outweigh a bad instrument, a regression and doubt`() {
    let order: [CheckOutcome] = [
      .harnessError, .instrumentInvalid, .regression, .inconclusive, .pass,
    ]
    for (place, graver) in order.enumerated() {
      for lesser in order[place...] {
        #expect(CheckOutcome.gravest(of: [lesser, graver]) == graver)
        #expect(CheckOutcome.gravest(of: [graver, lesser]) == graver)
      }
    }
    #expect(CheckOutcome.gravest(of: []) == .pass)
  }
}
