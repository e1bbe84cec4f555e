public import Tables

/// One value for every axis; nil if a scenario lacks the axis or leaves it at its default.
public typealias Setting = Record<Axes>

extension Setting {
  /// The axes that have a value, in the order of the table.
  public var axes: [Axis] { Axis.all.filter { self[$0] != nil } }

  /// This setting, with the values of the other one for the axes that it lacks.
  public func over(_ other: Setting) -> Setting {
    var merged = other
    merged.merge(self)
    return merged
  }

  /// The value of an axis in the form of the command line; nil if it has none.
  public func text(of axis: Axis) -> String? { self[axis]?.text }

  /// Sets an axis to a value of the command line; false if the axis does not accept it.
  public mutating func set(_ axis: Axis, to text: String) -> Bool {
    guard let value = axis.value(text) else { return false }
    self[axis] = value
    return true
  }
}
