/// One question that a check decides: a subject or control under one gate.
struct CheckComparison: Hashable, Sendable {
  let role: CheckRole
  let subject: CheckSubject
  let gate: CheckGate
}

/// The pairs of every comparison, stage by stage: what the decision sees of a check.
struct CheckMeasurements: Sendable {
  private var values: [CheckStage: [CheckComparison: PairedValues]] = [:]

  subscript(stage: CheckStage, comparison: CheckComparison) -> PairedValues {
    get { values[stage]?[comparison] ?? PairedValues() }
    set { values[stage, default: [:]][comparison] = newValue }
  }
}
