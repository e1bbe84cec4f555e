/// One comparison that a check decides: a subject or a control under one gate.
struct CheckComparison: Hashable, Sendable {
  let role: CheckRole
  let subject: CheckSubject
  let gate: CheckGate
}

/// The pairs of every comparison in each stage: all that the decision uses.
struct CheckMeasurements: Sendable {
  private var values: [CheckStage: [CheckComparison: PairedValues]] = [:]

  subscript(stage: CheckStage, comparison: CheckComparison) -> PairedValues {
    get { values[stage]?[comparison] ?? PairedValues() }
    set { values[stage, default: [:]][comparison] = newValue }
  }
}
