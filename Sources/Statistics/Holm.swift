/// Adjusts p-values for their number, step by step (Holm 1979), where p-values are printed.
public enum Holm {
  /// The adjusted values, in the order of the given ones; reject where one is at most the level.
  public static func adjusted(_ values: [Double]) -> [Double] {
    precondition(values.allSatisfy { (0...1).contains($0) }, "a p-value lies between 0 and 1")
    var adjusted = values
    var largest = 0.0
    for (step, index) in values.indices.sorted(by: { values[$0] < values[$1] }).enumerated() {
      largest = max(largest, min(1, values[index] * Double(values.count - step)))
      adjusted[index] = largest
    }
    return adjusted
  }
}
