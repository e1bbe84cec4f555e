/// The ranks of median intervals that hold together at every number of values up to a largest one.
///
/// An interval for a number of values that was fixed beforehand misses too often if it is computed
/// after every value until it decides. These ranks are lower where there are few values, so that
/// the probability that *any* of the intervals misses the median stays at the level, whatever ends
/// the series (Jennison and Turnbull 1989, repeated confidence intervals). The level is spent in
/// proportion to the number of values (Lan and DeMets 1983), and computed exactly: whether an
/// independent value lies below the median is the toss of a fair coin.
package struct SequentialRanks: Sendable, Equatable {
  /// The rank at each number of values; 0 if they are too few for an interval.
  private let ranks: [Int]
  /// The probability that all intervals enclose the median.
  let coverage: Double

  package init(confidence: Double, mostCount: Int) {
    precondition(confidence > 0 && confidence < 1, "a confidence lies between 0 and 1")
    precondition(mostCount > 0, "there is at least one value")
    var ranks = [0]
    var walk = CoinWalk()
    var missed = 0.0
    for count in 1...mostCount {
      walk.toss()
      let allowed = (1 - confidence) * Double(count) / Double(mostCount)
      var rank = ranks[count - 1]
      // At an unchanged rank no further miss is possible: only a higher rank adds to the chance.
      while rank < count / 2, missed + walk.chance(below: rank + 1) <= allowed + 1e-12 {
        rank += 1
      }
      missed += walk.stop(below: rank)
      ranks.append(rank)
    }
    self.ranks = ranks
    coverage = 1 - missed
  }

  /// The rank of the interval's ends, counted from either end; nil if there are too few values.
  ///
  /// Beyond the largest number of values the rank stays as it is, which spends nothing.
  func rank(count: Int) -> Int? {
    let rank = ranks[min(count, ranks.count - 1)]
    return rank > 0 ? rank : nil
  }

  /// The fewest values that have an interval; nil if no number has one.
  var leastCount: Int? { ranks.firstIndex { $0 > 0 } }
}

/// The number of heads of a fair coin, over all sequences of tosses that have not been stopped.
private struct CoinWalk {
  /// The probability of each number of heads.
  private var chances = [1.0]
  private var tosses = 0

  mutating func toss() {
    tosses += 1
    let before = chances
    chances = (0...tosses).map { heads in
      ((heads < tosses ? before[heads] : 0) + (heads > 0 ? before[heads - 1] : 0)) / 2
    }
  }

  /// The probability of fewer heads, or fewer tails, than the rank.
  func chance(below rank: Int) -> Double {
    chances.indices.reduce(0) { isBelow($1, rank) ? $0 + chances[$1] : $0 }
  }

  /// Stops the sequences with fewer heads, or fewer tails, than the rank; returns their
  /// probability.
  mutating func stop(below rank: Int) -> Double {
    let chance = chance(below: rank)
    for heads in chances.indices where isBelow(heads, rank) { chances[heads] = 0 }
    return chance
  }

  private func isBelow(_ heads: Int, _ rank: Int) -> Bool { min(heads, tosses - heads) < rank }
}
