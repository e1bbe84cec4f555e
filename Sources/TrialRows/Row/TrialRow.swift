public import Tables

/// What one trial measured: a line of samples.csv.
///
/// Missing is nil, never 0. The meaning and unit of each value stand in its column: `Axes` has what
/// the trial was asked to do, `Quantities` what it measured, `TrialRow.columns` all of them.
@dynamicMemberLookup
public struct TrialRow: Sendable, Equatable {
  public var runID: String
  public var block: Int
  public var position: Int
  public var attempt: Int = 0
  public var cell: String
  public var scenario: String
  public var tier: Tier
  public var strategy: String
  public var seed: UInt64?
  public var verification: VerificationStatus?
  public var valid: Bool = true
  public var invalidReason: String?
  public var disturbance: Double?
  public var purpose: TrialPurpose = .cost

  /// What it was asked to do.
  public var setting = Setting()
  /// What it measured; `sample.wallNanoseconds` is `sample.measured.wallNanoseconds`.
  public var measured = Measurements()

  public init(
    runID: String, block: Int, position: Int, cell: String, scenario: String, tier: Tier,
    strategy: String
  ) {
    self.runID = runID
    self.block = block
    self.position = position
    self.cell = cell
    self.scenario = scenario
    self.tier = tier
    self.strategy = strategy
  }

  public subscript<Value>(
    dynamicMember path: KeyPath<Quantities, Field<Quantities.Quantity, Value>>
  ) -> Value? {
    get { measured[dynamicMember: path] }
    set { measured[dynamicMember: path] = newValue }
  }
}

extension TrialRow {
  /// Whether the trial's process died, so that the row says nothing but that and its last words.
  public var isDead: Bool {
    !valid && measured.operationsCount == nil && measured.violationsCount == nil
  }
}

/// How much of a server a trial runs, and so how much of a difference it can see.
public enum Tier: String, Sendable, CaseIterable, ColumnValue {
  case `guard`, path, server
}

/// What a trial is run for; only `cost` enters the comparison of strategies.
public enum TrialPurpose: String, Codable, Sendable, CaseIterable, ColumnValue {
  case cost, conflicts, futexes, oracle
}

/// When the load sends its next message.
public enum LoadLoop: String, Sendable, CaseIterable, FieldValue {
  case closed, open
}
