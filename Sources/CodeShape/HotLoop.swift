/// A loop that is compiled for each guard, and how to find it in a program.
public struct HotLoop: Sendable {
  /// Parts of the names of its functions.
  public let functions: [String]
  /// The last of the types that the loop is compiled for; the first is the guard.
  public let lastType: String
  /// Parts of the names of what the loop calls for itself.
  public let harness: [String]

  public init(functions: [String], lastType: String, harness: [String]) {
    self.functions = functions
    self.lastType = lastType
    self.harness = harness
  }

  /// Which of the loop's functions a demangled name is, compiled for that guard and for no other;
  /// nil if it is none.
  func index(of name: String, for guardType: String) -> Int? {
    guard !name.hasPrefix("merged "),
      name.contains("specialization <\(guardType), \(lastType)> of ")
    else { return nil }
    return functions.firstIndex { name.contains($0) }
  }
}

/// What a program has of a guard's hot path.
public enum HotPathFinding: Sendable, Equatable {
  case read(HotPath)
  /// No loop is compiled for that guard alone.
  case notSpecialized
}
