internal import Tables

/// Which strategies a check watches, of those that either revision has. Never the floor.
public enum StrategySelection: Sendable, Equatable {
  /// The few of `fewNames`, or all of a program that has none of these.
  case few
  case all
  /// These, whether or not a revision has them: what only one has is told.
  case named([String])

  /// Few, as a budget that is spread over many decides nothing: what a server would choose, and
  /// what everything is compared with.
  public static let fewNames = ["packed", "mutex"]

  /// The strategies that are asked for by name; nil if none is.
  public var names: [String]? {
    if case .named(let names) = self { names } else { nil }
  }

  /// The strategies to watch, each once, where the revisions have these.
  func names(of guards: [String]) -> [String] {
    let all = (names ?? guards).eachOnce
    guard self == .few else { return all }
    let few = Self.fewNames.filter(all.contains)
    return few.isEmpty ? all : few
  }
}
