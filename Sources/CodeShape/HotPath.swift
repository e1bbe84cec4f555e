/// The code of a guard's hot path, as a loop has it that was compiled for that guard alone.
public struct HotPath: Sendable, Equatable {
  /// In the loop's order, the undo of a refused acquire included.
  public let lockedInstructions: [String]
  /// The slow paths that it calls, once each, sorted.
  public let slowPaths: [String]
  /// What no hot path should do, one line each; empty if it is clean.
  public let faults: [String]

  public var isClean: Bool { faults.isEmpty }

  /// Judges the code of a loop, which may be several functions of the same guard; the first one's
  /// locked instructions count. What the loop itself does, the guard is not blamed for.
  /// A call that `expected` names is one that the guard's author knows of, and no fault.
  public init(
    _ functions: [Disassembly.Function], guardType: String, harness: [String],
    expected: [String] = []
  ) {
    lockedInstructions = functions.first?.lockedInstructions ?? []
    var slowPaths: Set<String> = []
    var faults: Set<String> = []
    for callee in functions.flatMap(\.callees)
    where !harness.contains(where: { callee.contains($0) }) {
      switch Call(callee, guardType: guardType) {
      case .slowPath(let name): slowPaths.insert(name)
      case .fault where expected.contains(FunctionName(callee).path):
        slowPaths.insert(FunctionName(callee).path)
      case .fault(let fault): faults.insert(fault)
      }
    }
    self.slowPaths = slowPaths.sorted()
    self.faults = faults.sorted()
  }
}
