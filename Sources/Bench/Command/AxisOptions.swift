internal import ArgumentParser
internal import CommandSupport
internal import Tables
internal import TrialRows

/// The options of the axes. Each takes one value or several, separated by commas.
///
/// ArgumentParser finds the options of a type in its mirror. The mirror of this type has an option
/// for each line of the table of axes, so that no list is kept here.
package struct AxisOptions: ParsableArguments, CustomReflectable {
  /// The given values by the name of their axis.
  package private(set) var settings: [String: [String]] = [:]

  init() {}

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: FieldKey.self)
    for axis in Axis.all {
      let option = try container.decode(Option<String?>.self, forKey: FieldKey(axis.name))
      settings[axis.name] = option.wrappedValue?.commaSeparated
    }
  }

  package var customMirror: Mirror {
    let options = Axis.all.map { axis -> Mirror.Child in (axis.name, Self.option(of: axis)) }
    return Mirror(self, children: options)
  }

  private static func option(of axis: Axis) -> Option<String?> {
    let meaning = axis.meaning
    return Option(
      help: ArgumentHelp(
        "\(meaning.prefix(1).uppercased())\(meaning.dropFirst()).", valueName: "v"))
  }
}
