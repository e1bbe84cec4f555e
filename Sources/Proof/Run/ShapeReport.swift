public import CodeShape
internal import Probe
public import Scenarios
internal import SessionGuards

/// How the optimiser left the hot paths of strategies in a program.
public struct ShapeReport: Sendable {
  /// The hot path of one strategy.
  public struct Entry: Sendable {
    public let strategy: String
    public let finding: HotPathFinding
  }

  public let entries: [Entry]
  /// Why nothing was read; nil if it was.
  public let absence: String?

  /// The loop of the guard tier, which is compiled once for each guard.
  static let loop = HotLoop(
    functions: [
      "send(to: Scenarios.TargetSequence, batch:", "sendToCurrent(of: Scenarios.TargetSequence",
    ],
    lastType: "Scenarios.Unwatched", harness: ["Scenarios.burn(", "Scenarios.passTime("])

  /// Reads the code of this very program.
  public static func ofThisProgram(_ contenders: [Contender]) -> ShapeReport {
    #if !arch(x86_64)
    return ShapeReport(entries: [], absence: "only code for x86-64 is read")
    #else
    guard Build.isOptimized else {
      return ShapeReport(entries: [], absence: "a debug build specialises nothing")
    }
    do {
      return try of(contenders, in: ExecutablePath.current())
    } catch {
      return ShapeReport(entries: [], absence: "\(error)")
    }
    #endif
  }

  /// Reads a program's code.
  static func of(_ contenders: [Contender], in program: String) throws -> ShapeReport {
    let code = try ProgramCode(path: program)
    return ShapeReport(
      entries: try contenders.compactMap { contender in
        guard let type = contender.guardType else { return nil }
        return Entry(
          strategy: contender.strategy.name,
          finding: try code.finding(
            for: type, in: loop, expected: contender.strategy.slowPaths))
      }, absence: nil)
  }
}
