/// States that a guard keeps its contract in every execution of every scenario. It is good for one
/// source, which is recognised by what it does and by what it is compiled from.
///
/// It holds no date and no machine: the same proof is the same bytes.
public struct Certificate: Codable, Sendable, Equatable {
  public var strategy: String
  /// What the guard does, as `GuardModel.fingerprint` digests it.
  public var fingerprint: String
  /// The sources of guard, engine and scenarios, as `ProgramSources` digests them.
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
