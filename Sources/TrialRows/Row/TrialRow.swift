public import Tables

/// The row of one trial: a line of samples.csv.
///
/// A missing value is nil, never 0. The meaning and the unit of each value stand in its column:
/// `Axes` has those of the setting, `Quantities` those of the measurements, `TrialRow.columns` all.
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

  /// The setting of the trial.
  public var setting = Setting()
  /// The measurements; `sample.wallNanoseconds` is `sample.measured.wallNanoseconds`.
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
  /// Whether the process of the trial died. Such a row has its last words and no measurements.
  public var isDead: Bool {
    !valid && measured.operationsCount == nil && measured.violationsCount == nil
  }
}

/// How much of a server a trial runs. The less it runs, the smaller the differences it can see.
public enum Tier: String, Sendable, CaseIterable, ColumnValue {
  case `guard`, path, server
}

/// The purpose of a trial. Only `cost` enters the comparison of strategies.
public enum TrialPurpose: String, Codable, Sendable, CaseIterable, ColumnValue {
  case cost, conflicts, futexes, oracle
}

/// When the load sends its next message.
public enum LoadLoop: String, Sendable, CaseIterable, FieldValue {
  case closed, open
}
