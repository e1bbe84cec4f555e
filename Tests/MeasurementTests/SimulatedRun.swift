import Foundation

@testable import Statistics

/// Blocks of two arms on a simulated machine whose disturbances are known exactly.
struct SimulatedRun {
  /// The true ratio of the first arm to the second.
  var ratio = 1.0
  var blocksCount = 24
  /// Standard deviation of each arm's own noise, on the log scale.
  var noise = (0.02, 0.02)
  /// How much slower the machine gets from block to block, on the log scale.
  var driftPerBlock = 0.0
  /// How much slower the second trial of a block is than the first, whichever arm it is.
  var positionEffect = 0.0
  /// The share of a block's disturbance that remains in the next one.
  var autocorrelation = 0.0
  /// The chance that a neighbour slows a trial down by 30 %.
  var neighbourShare = 0.0
  /// Whether the order within a block is random, as it must be.
  var isShuffled = true
  /// The step of the clock, of which costs are multiples: 0.02 makes many ties.
  var granularity = 0.0
  /// The autocorrelation of the *ratio*, under which the interval does not hold.
  var ratioAutocorrelation = 0.0

  /// Draws one run's pairs of costs.
  func costs(using generator: inout SeededGenerator) -> [(strategy: Double, reference: Double)] {
    var disturbance = 0.0
    var wander = 0.0
    return (0..<blocksCount).map { block in
      disturbance = autocorrelation * disturbance + 0.05 * generator.nextNormal()
      wander = ratioAutocorrelation * wander + 0.02 * generator.nextNormal()
      let shared = disturbance + driftPerBlock * Double(block)
      let isFirst = isShuffled ? generator.next(below: 2) == 0 : true
      let own = ratioAutocorrelation > 0 ? exp(wander) : 1
      let strategy = shared + trial(noise: noise.0, isFirst: isFirst, using: &generator)
      let reference = shared + trial(noise: noise.1, isFirst: !isFirst, using: &generator)
      return (measured(ratio * own * exp(strategy)), measured(exp(reference)))
    }
  }

  /// A cost as the machine's clock reads it.
  private func measured(_ cost: Double) -> Double {
    granularity > 0 ? (cost / granularity).rounded() * granularity : cost
  }

  /// The logarithm of what one trial adds to its block's shared disturbance.
  private func trial(
    noise: Double, isFirst: Bool, using generator: inout SeededGenerator
  ) -> Double {
    let neighbour = generator.nextUnit() < neighbourShare ? 0.26 : 0
    return neighbour + (isFirst ? 0 : positionEffect) + noise * generator.nextNormal()
  }

  /// The share of `runs` simulated runs for which `condition` holds.
  func rate(
    runs: Int = 1500, confidence: Double = 0.95, seed: UInt64 = 1,
    _ condition: (PairedRatio, Judgement) -> Bool
  ) -> Double {
    var generator = SeededGenerator(seed: seed)
    var held = 0
    for _ in 0..<runs {
      let costs = costs(using: &generator)
      guard let ratio = PairedRatio(costs: costs, confidence: confidence) else { continue }
      if condition(ratio, Judgement(ratio.interval)) { held += 1 }
    }
    return Double(held) / Double(runs)
  }
}

extension SeededGenerator {
  /// Draws from the standard normal distribution (Box and Muller).
  mutating func nextNormal() -> Double {
    (-2 * log(1 - nextUnit())).squareRoot() * cos(2 * .pi * nextUnit())
  }
}
