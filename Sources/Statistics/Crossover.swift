import Foundation

/// A place on an axis (sessions, threads, …) at which one strategy stops being cheaper than
/// another.
///
/// It lies between two settings whose intervals are clear of 1 on opposite sides. The estimate is
/// where the line through the medians crosses 1. The interval is where the band between the lines
/// through the intervals' ends contains 1. It holds if the intervals hold together (a family over
/// the settings) and the logarithm of the ratio is straight between them: along the logarithm of
/// the setting, or along the setting itself from a setting of 0 on.
public struct Crossover: Sendable, Equatable {
  /// One setting of the axis, with the cost ratio measured there.
  public struct Point: Sendable, Equatable {
    public let setting: Double
    public let ratio: Double
    public let low: Double
    public let high: Double

    public init(setting: Double, ratio: Double, low: Double, high: Double) {
      precondition(setting >= 0, "an axis begins at 0")
      precondition(low <= ratio && ratio <= high, "an interval encloses its estimate")
      self.setting = setting
      self.ratio = ratio
      self.low = low
      self.high = high
    }

    fileprivate var side: Side? { low > 1 ? .above : high < 1 ? .below : nil }
  }

  /// The side of 1 on which the ratio lies after the crossover.
  public enum Side: Sendable { case above, below }

  public let estimate: Double
  public let low: Double
  public let high: Double
  public let sideAfter: Side

  /// Finds every crossover along the axis, in order.
  public static func all(in points: [Point]) -> [Crossover] {
    let ordered = points.sorted { $0.setting < $1.setting }
    var found: [Crossover] = []
    var lastClear: (index: Int, side: Side)?
    for (index, point) in ordered.enumerated() {
      guard let side = point.side else { continue }
      if let last = lastClear, last.side != side {
        found.append(Crossover(between: Array(ordered[last.index...index]), sideAfter: side))
      }
      lastClear = (index, side)
    }
    return found
  }

  /// Makes the crossover between points. The first and the last are clear of 1 on opposite sides,
  /// and those between are not clear of it.
  private init(between points: [Point], sideAfter: Side) {
    let rises = sideAfter == .above
    self.sideAfter = sideAfter
    estimate = Self.crossing(points, \.ratio)
    low = Self.crossing(points, rises ? \.high : \.low)
    high = Self.crossing(points, rises ? \.low : \.high)
  }

  /// The first place at which the line through one value of the points reaches 1.
  private static func crossing(_ points: [Point], _ value: KeyPath<Point, Double>) -> Double {
    let startsAbove = points[0][keyPath: value] > 1
    for (left, right) in zip(points, points.dropFirst())
    where (right[keyPath: value] > 1) != startsAbove {
      let from = log(left[keyPath: value])
      let to = log(right[keyPath: value])
      let share = from.isInfinite || to.isInfinite ? 0.5 : from / (from - to)
      if left.setting == 0 { return share * right.setting }
      return exp(log(left.setting) + share * (log(right.setting) - log(left.setting)))
    }
    return points[points.count - 1].setting
  }
}
