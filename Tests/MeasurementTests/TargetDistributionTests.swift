import Testing

@testable import Statistics

struct TargetDistributionTests {
  @Test(arguments: [0.0, 0.5, 1.0, 1.2])
  func `probabilities add up to one`(skew: Double) {
    let targets = TargetDistribution(zipf: skew, count: 1000)
    let total = (0..<1000).reduce(0) { $0 + targets.probability(of: $1) }
    #expect(abs(total - 1) < 1e-12)
  }

  @Test func `draws follow the stated probabilities`() {
    let targets = TargetDistribution(zipf: 1.2, count: 20, scatterSeed: 5)
    var generator = SeededGenerator(seed: 9)
    var counts = [Int](repeating: 0, count: 20)
    for _ in 0..<100_000 { counts[targets.draw(using: &generator)] += 1 }
    let statistic = counts.enumerated().reduce(0.0) { sum, hit in
      let expected = 100_000 * targets.probability(of: hit.offset)
      return sum + (Double(hit.element) - expected) * (Double(hit.element) - expected) / expected
    }
    // Chi-squared with 19 degrees of freedom: above 43.8 once in a thousand seeds.
    #expect(statistic < 43.8)
  }

  @Test func `Zipf's law with exponent 1 has the harmonic numbers`() {
    let targets = TargetDistribution(zipf: 1, count: 3)
    let probabilities = (0..<3).map { targets.probability(of: $0) }.sorted()
    #expect(zip(probabilities, [2.0 / 11, 3.0 / 11, 6.0 / 11]).allSatisfy { abs($0 - $1) < 1e-15 })
  }

  @Test func `uniform targets have the same probability`() {
    #expect(TargetDistribution(zipf: 0, count: 8).probability(of: 7) == 0.125)
  }

  @Test func `a seed scatters the ranks without changing the law`() {
    let first = TargetDistribution(zipf: 1, count: 100, scatterSeed: 1)
    let second = TargetDistribution(zipf: 1, count: 100, scatterSeed: 2)
    let order = { (targets: TargetDistribution) in
      (0..<100).map { targets.probability(of: $0) }
    }
    #expect(order(first) != order(second))
    #expect(order(first).sorted() == order(second).sorted())
  }

  @Test(arguments: [1, 50, 1000])
  func `a hot set takes its share, and the others the rest`(count: Int) {
    let targets = TargetDistribution(hotShare: 0.9, count: count, scatterSeed: 3)
    let chances = (0..<count).map { targets.probability(of: $0) }.sorted(by: >)
    #expect(abs(chances.reduce(0, +) - 1) < 1e-12)
    let hot = chances.prefix(max(count / 100, 1)).reduce(0, +)
    #expect(abs(hot - (count == 1 ? 1 : 0.9)) < 1e-12)
    #expect(targets.isUniform == (count == 1))
  }

  @Test func `a hot set without a share is no hot set`() {
    #expect(TargetDistribution(hotShare: 0, count: 500).isUniform)
    // All draws, however many others there are.
    let all = TargetDistribution(hotShare: 1, count: 500)
    var generator = SeededGenerator(seed: 2)
    let drawn = Set((0..<1000).map { _ in all.draw(using: &generator) })
    #expect(drawn.count == 5)
  }

  @Test func `a million sessions can be drawn from`() {
    let targets = TargetDistribution(zipf: 0.8, count: 1_000_000)
    var generator = SeededGenerator(seed: 1)
    #expect((0..<1000).allSatisfy { _ in targets.draw(using: &generator) < 1_000_000 })
  }
}

struct ConflictPredictionTests {
  @Test func `a meeting is with any of the other threads`() {
    let prediction = ConflictPrediction(
      threadsCount: 3, insideShare: 0.5, targets: TargetDistribution(uniform: 100))
    // 1 − (1 − 0.005)²
    #expect(abs(prediction.meetingProbability - 0.009975) < 1e-15)
  }

  @Test(arguments: [2, 3])
  func `threads that never leave the only session always meet`(threads: Int) {
    let prediction = ConflictPrediction(
      threadsCount: threads, insideShare: 1, targets: TargetDistribution(uniform: 1))
    #expect(prediction.meetingProbability == 1)
  }

  @Test func `one thread meets no other`() {
    let prediction = ConflictPrediction(
      threadsCount: 1, insideShare: 1, targets: TargetDistribution(zipf: 1, count: 10))
    #expect(prediction.meetingProbability == 0)
    #expect(prediction.conflicts(among: 1000) == 0)
  }

  @Test(arguments: [0.0, 1.0])
  func `a simulation of threads meets as often as predicted`(skew: Double) {
    let targets = TargetDistribution(zipf: skew, count: 8)
    let prediction = ConflictPrediction(threadsCount: 4, insideShare: 0.6, targets: targets)
    var generator = SeededGenerator(seed: 21)
    var met = 0
    let draws = 40_000
    for _ in 0..<draws {
      let own = targets.draw(using: &generator)
      let others = (0..<3).map { _ in
        generator.nextUnit() < 0.6 ? targets.draw(using: &generator) : -1
      }
      if others.contains(own) { met += 1 }
    }
    #expect(abs(Double(met) / prediction.conflicts(among: draws) - 1) < 0.03)
  }

  @Test(arguments: [0.0, 0.3, 0.95])
  func `threads that prefer their own sessions meet as often as predicted`(ownShare: Double) {
    let (threads, inside) = (4, 0.6)
    let targets = TargetDistribution(uniform: 16)
    let prediction = ConflictPrediction(
      threadsCount: threads, insideShare: inside, ownShare: ownShare, targets: targets)
    var generator = SeededGenerator(seed: 7)
    func draw(_ thread: Int) -> Int {
      generator.nextUnit() < ownShare
        ? thread * 4 + Int(generator.next(below: 4)) : targets.draw(using: &generator)
    }
    var met = 0
    let draws = 200_000
    for _ in 0..<draws {
      let own = draw(0)
      let others = (1..<threads).map { generator.nextUnit() < inside ? draw($0) : -1 }
      if others.contains(own) { met += 1 }
    }
    #expect(abs(Double(met) / prediction.conflicts(among: draws) - 1) < 0.05)
  }
}
