public import Tables

/// One value for every axis; nil where a scenario has no such axis, or leaves it at its default.
public typealias Setting = Record<Axes>

extension Setting {
  /// The axes that are set, in their fixed order.
  public var axes: [Axis] { Axis.all.filter { self[$0] != nil } }

  /// This setting, and where it is silent the other one.
  public func over(_ other: Setting) -> Setting {
    var merged = other
    merged.merge(self)
    return merged
  }

  /// The value of an axis as it is written on the command line; nil if it is not set.
  public func text(of axis: Axis) -> String? { self[axis]?.text }

  /// Sets an axis to a value as it is written on the command line; false if it does not take it.
  public mutating func set(_ axis: Axis, to text: String) -> Bool {
    guard let value = axis.value(text) else { return false }
    self[axis] = value
    return true
  }
}
