import Foundation
import Testing

@testable import Statistics

struct CrossoverTests {
  private func point(_ setting: Double, _ low: Double, _ ratio: Double, _ high: Double)
    -> Crossover.Point
  {
    Crossover.Point(setting: setting, ratio: ratio, low: low, high: high)
  }

  @Test func `a symmetric crossing lies at the geometric mean`() throws {
    let found = Crossover.all(in: [point(1, 0.4, 0.5, 0.8), point(100, 1.25, 2, 2.5)])
    let crossover = try #require(found.first)
    #expect(found.count == 1)
    #expect(isClose(crossover.estimate, 10))
    #expect(crossover.sideAfter == .above)
    // The upper ends 0.8 → 2.5 cross after ln 1.25 ⁄ ln 3.125 of the way; the lower ends mirror it.
    let share = log(1.25) / log(3.125)
    #expect(isClose(crossover.low, exp(share * log(100))))
    #expect(isClose(crossover.high, exp((1 - log(1.25) / log(3.125)) * log(100))))
    #expect(crossover.low < crossover.estimate && crossover.estimate < crossover.high)
  }

  @Test func `settings that cannot be told from 1 widen the interval`() throws {
    let points = [
      point(1, 0.5, 0.6, 0.7), point(10, 0.9, 0.98, 1.1), point(100, 0.9, 1.01, 1.1),
      point(1000, 1.2, 1.3, 1.4),
    ]
    let crossover = try #require(Crossover.all(in: points.reversed()).first)
    #expect(crossover.low > 1 && crossover.low < 10)
    #expect(crossover.estimate > 10 && crossover.estimate < 100)
    #expect(crossover.high > 100 && crossover.high < 1000)
  }

  @Test func `no crossover is claimed without two clear sides`() {
    #expect(Crossover.all(in: []).isEmpty)
    #expect(Crossover.all(in: [point(1, 0.4, 0.5, 0.8), point(9, 0.9, 1.5, 2)]).isEmpty)
    #expect(Crossover.all(in: [point(1, 0.4, 0.5, 0.8), point(9, 0.4, 0.5, 0.8)]).isEmpty)
  }

  @Test func `a ratio that crosses 1 and returns has two crossovers`() {
    let points = [
      point(1, 1.2, 1.3, 1.4), point(10, 0.6, 0.7, 0.8), point(100, 1.2, 1.3, 1.4),
    ]
    #expect(Crossover.all(in: points).map(\.sideAfter) == [.below, .above])
  }

  @Test func `an axis that begins at 0 is straight up to its next setting`() throws {
    let crossover = try #require(
      Crossover.all(in: [point(0, 0.4, 0.5, 0.8), point(0.8, 1.25, 2, 2.5)]).first)
    #expect(isClose(crossover.estimate, 0.4))
    #expect(crossover.low < crossover.estimate && crossover.estimate < crossover.high)
  }
}
