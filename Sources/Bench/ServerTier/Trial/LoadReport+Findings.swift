public import LoadGenerator

extension LoadReport {
  /// What the clients saw that no right server does, in the bench's words.
  public var findings: Findings {
    let found = violations.map { violation in
      let kind: Violation.Kind =
        switch violation.kind {
        case .foreignPush, .unaskedEcho: .wrongDelivery
        case .pushHole: .lostMessage
        case .duplicatePush: .repeatedMessage
        case .corruptedPush, .corruptedEcho, .malformedFrame: .corruptedMessage
        case .tooManySenders: .miscount
        }
      return Violation(
        kind, slot: violation.slot, generation: violation.generation, detail: "\(violation)")
    }
    return Findings(count: Int(violationsCount), violations: found)
  }

  /// Why the load is no measurement, though nobody was wronged; nil if it is one.
  public var fault: String? {
    let ends = totals.unexpectedEndsCount
    if ends > 0 { return "the server ended \(ends) connections that it should have kept" }
    let missing = totals.unansweredCount
    guard plan.keepsConnections, missing > 0 else { return nil }
    return "\(missing) replies are missing \(plan.drainSeconds) s after the measurement, on"
      + " connections that nobody ended"
  }

  /// Frames that reached their clients, in the whole run.
  var deliveredCount: Int {
    Int(
      totals.welcomesCount + totals.answeredCount + totals.wrongRepliesCount + totals.pushesCount)
      + marks.count
  }
}
