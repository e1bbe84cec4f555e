public import Probe
internal import SessionGuards

/// A program that acquires and releases as many leases as it is told, and does nothing else.
public struct LoopProgram: Sendable, Equatable {
  public var executable: String
  var arguments: [String] = []

  /// The loop over one of our guards, `LoneLoop` in the program that is measured.
  public static func ours(_ strategy: String, at path: String) -> LoopProgram {
    LoopProgram(executable: path, arguments: ["loop", "--strategy", strategy])
  }

  /// The strategies that have a twin in C.
  public static let twins = Strategy.catalogue.filter(\.hasTwin).map(\.name)

  /// The same loop over a strategy's twin in C; nil for those that have none.
  public static func twin(of strategy: String, in folder: String) -> LoopProgram? {
    guard twins.contains(strategy) else { return nil }
    let name = String(strategy.map { $0 == "-" ? "_" : $0 })
    return LoopProgram(executable: "\(folder)/loop_\(name)")
  }

  /// The program with so many pairs of acquire and release.
  public func command(_ pairs: Int) -> Command {
    Command(executable, arguments + ["--pairs", "\(pairs)"])
  }
}
