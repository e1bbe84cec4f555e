/// How evenly threads got their turns.
public struct Fairness: Sendable, Equatable {
  /// Jain's index (Σx)² ⁄ (n·Σx²): 1 if all got the same, 1 ⁄ n if one got everything.
  public let jainIndex: Double
  /// The slowest thread's operations against the mean thread's.
  public let slowestRatio: Double

  /// Nil if nobody got anything: then there was nothing to share.
  public init?(operationsPerThread: [Int]) {
    precondition(operationsPerThread.allSatisfy { $0 >= 0 }, "counts are not negative")
    let shares = operationsPerThread.map(Double.init)
    let sum = shares.reduce(0, +)
    guard let slowest = shares.min(), sum > 0 else { return nil }
    let count = Double(shares.count)
    jainIndex = sum * sum / (count * shares.reduce(0) { $0 + $1 * $1 })
    slowestRatio = slowest * count / sum
  }
}
