import Foundation
package import Tables

/// Formats numbers for people: three significant digits and a unit, the same in every locale.
public enum Quantity {
  /// A duration in the unit that keeps it between 1 and 1000.
  package static func duration(_ nanoseconds: Double) -> String {
    guard nanoseconds.isFinite else { return "never" }
    let units: [(Double, String)] = [(1e9, "s"), (1e6, "ms"), (1e3, "µs")]
    // The next unit begins where rounding reaches it, so that 999.6 is not printed as 1000 ns.
    for (size, name) in units where abs(nanoseconds) >= size * 0.9995 {
      return digits(nanoseconds / size) + " " + name
    }
    return digits(nanoseconds) + " ns"
  }

  /// A value in the unit of its metric.
  package static func value(_ value: Double, _ unit: ColumnUnit) -> String {
    switch unit {
    case .nanoseconds, .nanosecondsPerOperation: duration(value)
    case .bytes: whole(value) + " B"
    case .count: digits(value)
    case .ratio: digits(value)
    case .perSecond: digits(value) + "/s"
    }
  }

  /// A ratio of costs; three decimals show where a margin of 2 % lies.
  package static func ratio(_ ratio: Double) -> String {
    guard ratio.isFinite else { return "∞" }
    return fixed(ratio, ratio < 10 ? 3 : ratio < 100 ? 1 : 0)
  }

  package static func interval(_ low: Double, _ high: Double) -> String {
    "[\(ratio(low)), \(ratio(high))]"
  }

  /// A ratio as a change in percent with its sign; one decimal shows where limits lie.
  package static func change(_ ratio: Double) -> String {
    guard ratio.isFinite else { return "+∞" }
    // It is rounded before its sign is taken, so that no change is not "−0.0 %".
    let percent = ((ratio - 1) * 1000).rounded() / 10
    return sign(percent) + fixed(abs(percent), abs(percent) < 99.95 ? 1 : 0) + " %"
  }

  /// A number with its sign.
  package static func signed(_ number: Double) -> String { sign(number) + digits(abs(number)) }

  private static func sign(_ number: Double) -> String { number < 0 ? "−" : "+" }

  /// A share in percent, with two significant digits.
  package static func percent(_ share: Double) -> String {
    let percent = share * 100
    return fixed(percent, percent >= 9.95 ? 0 : percent >= 0.995 ? 1 : 2) + " %"
  }

  /// An upper bound in percent, rounded up.
  package static func atMost(_ share: Double) -> String {
    fixed((share * 1000).rounded(.up) / 10, 1) + " %"
  }

  /// A lower bound in percent, or a confidence, rounded down.
  package static func atLeast(_ share: Double) -> String {
    fixed((share * 1000).rounded(.down) / 10, 1) + " %"
  }

  /// A share as a number in a million.
  package static func perMillion(_ share: Double) -> String {
    let number = share * 1e6
    return number >= 99.5 ? whole(number) : digits(number)
  }

  /// A whole number with its thousands separated.
  public static func whole(_ number: Double) -> String {
    guard number.isFinite, abs(number) < 1e15 else { return digits(number) }
    let plain = String(Int(number.rounded()))
    var text = ""
    for (index, digit) in plain.enumerated() {
      let left = plain.count - index
      if index > 0, left.isMultiple(of: 3), text != "-" { text += "," }
      text.append(digit)
    }
    return text
  }

  /// A number with three significant digits, without an exponent unless it is needed.
  package static func digits(_ number: Double) -> String {
    guard number.isFinite else { return number > 0 ? "∞" : "−∞" }
    let size = abs(number)
    if size == 0 { return "0" }
    if size >= 999.5 { return whole(number) }
    if size >= 99.95 { return fixed(number, 0) }
    if size >= 9.995 { return fixed(number, 1) }
    if size >= 0.0995 { return fixed(number, 2) }
    return String(format: "%.2g", number)
  }

  private static func fixed(_ number: Double, _ decimals: Int) -> String {
    String(format: "%.\(decimals)f", number)
  }
}
