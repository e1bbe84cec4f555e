internal import Tables

/// The strategies that a check watches, of those that either program has. The floor is never one.
public enum StrategySelection: Sendable, Equatable {
  /// Those of `fewNames`; all, if the programs have none of these.
  case few
  case all
  /// These, even if a program lacks them: the check reports what only one program has.
  case named([String])

  /// The strategy that a server would choose, and the reference. They are few, as a budget that is
  /// spread over many strategies decides nothing.
  public static let fewNames = ["packed", "mutex"]

  /// The strategies that are named; nil if none is.
  public var names: [String]? {
    if case .named(let names) = self { names } else { nil }
  }

  /// The strategies to watch, each once, of programs that have these guards.
  func names(of guards: [String]) -> [String] {
    let all = (names ?? guards).eachOnce
    guard self == .few else { return all }
    let few = Self.fewNames.filter(all.contains)
    return few.isEmpty ? all : few
  }
}
