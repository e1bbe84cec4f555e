public import Tables
public import TrialRows

/// One trial of a check with its stage, role and arm: a line of the check's samples.csv.
///
/// The sample's `block` is the number of the pair, its `position` the place in it. No pair is
/// repeated: a pair that was disturbed from outside is set aside.
public struct CheckTrial: Sendable, Equatable {
  public var stage: CheckStage
  public var role: CheckRole
  public var arm: CheckArm
  public var sample: TrialRow

  public init(stage: CheckStage, role: CheckRole, arm: CheckArm, sample: TrialRow) {
    self.stage = stage
    self.role = role
    self.arm = arm
    self.sample = sample
  }

  public var subject: CheckSubject {
    CheckSubject(cell: sample.cell, strategy: sample.strategy)
  }
}

extension CheckTrial: TableRow {
  public static let columns: [Column<CheckTrial>] = sideColumns + sampleColumns

  public static var blank: CheckTrial {
    CheckTrial(stage: .brief, role: .subject, arm: .base, sample: .blank)
  }
}

/// The columns that say which side of which comparison it was.
private let sideColumns: [Column<CheckTrial>] = [
  Column(
    required: "stage", \.stage,
    "brief: every subject; fresh: measured again, as the brief stage left it unsettled."),
  Column(
    required: "role", \.role,
    "subject: base against head; identical, slowed: the controls, base against itself."),
  Column(required: "arm", \.arm, "base or head; of a control the arm that is made to be head."),
]

/// The columns of samples.csv of a run.
private let sampleColumns: [Column<CheckTrial>] = TrialRow.columns.map { column in
  Column(column, at: \.sample)
}
