internal import GuardedServer
public import LoadGenerator
internal import Tables
public import TrialRows

extension ServePlan {
  /// Reads a plan as `bench` writes it for the processes that it starts.
  public init(json: String) throws(UsageError) { self = try .read(json) }

  /// Sets who writes an outside thread's message, by name.
  public mutating func setFlush(_ name: String) throws(UsageError) {
    guard let mode = FlushMode(rawValue: name) else {
      let known = FlushMode.allCases.map(\.rawValue).joined(separator: " or ")
      throw .other("--flush \(name): expected \(known)")
    }
    flush = mode
  }
}

extension LoadPlan {
  /// Reads a plan as `bench` writes it for the processes that it starts.
  public init(json: String) throws(UsageError) { self = try .read(json) }
}

extension Decodable {
  fileprivate static func read(_ json: String) throws(UsageError) -> Self {
    do {
      return try JSONFile.decode(Self.self, from: json)
    } catch {
      throw .other("--plan is no \(Self.self): \(error)")
    }
  }
}
