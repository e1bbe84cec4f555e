/// That a guard keeps its contract in every execution of every scenario; good for one source, which
/// is known by what it does and by what it is compiled from.
///
/// It holds no date and no machine: the same proof is the same bytes.
public struct Certificate: Codable, Sendable, Equatable {
  public var strategy: String
  /// What the guard does, as `GuardModel.fingerprint` tells it.
  public var fingerprint: String
  /// What guard, engine and scenarios are compiled from, as `ProgramSources` tells it.
  public var sources: String
  public var scenarios: [String]
  public var executionsCount: Int

  public init(
    strategy: String, fingerprint: String, sources: String, scenarios: [String],
    executionsCount: Int
  ) {
    self.strategy = strategy
    self.fingerprint = fingerprint
    self.sources = sources
    self.scenarios = scenarios
    self.executionsCount = executionsCount
  }

  private enum CodingKeys: String, CodingKey {
    case strategy, fingerprint, sources, scenarios
    case executionsCount = "executions_count"
  }
}
