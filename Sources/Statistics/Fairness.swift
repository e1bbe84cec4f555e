/// How evenly operations were distributed over threads.
public struct Fairness: Sendable, Equatable {
  /// Jain's index (Σx)² ⁄ (n·Σx²): 1 if all threads did the same number, 1 ⁄ n if one did all.
  public let jainIndex: Double
  /// The slowest thread's operations divided by the mean of all threads.
  public let slowestRatio: Double

  /// Nil if no thread did an operation.
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
