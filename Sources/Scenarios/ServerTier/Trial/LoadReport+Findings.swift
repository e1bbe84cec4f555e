public import LoadGenerator
public import Trials

extension LoadReport {
  /// What the clients saw that no correct server does, as the bench names it.
  public var findings: Findings {
    let found = violations.map { violation in
      let kind: LifetimeViolation.Kind =
        switch violation.kind {
        case .foreignPush, .unaskedEcho: .wrongDelivery
        case .pushHole: .lostMessage
        case .duplicatePush: .repeatedMessage
        case .corruptedPush, .corruptedEcho, .malformedFrame: .corruptedMessage
        case .sharedSession: .sharedSession
        }
      return LifetimeViolation(
        kind, slot: violation.slot, generation: violation.generation, detail: "\(violation)")
    }
    return Findings(count: Int(violationsCount), violations: found)
  }

  /// Why the load is no measurement, though no rule was broken; nil if it is one.
  public var fault: String? {
    if let failure { return failure }
    let ends = totals.unexpectedEndsCount
    if ends > 0 { return "the server ended \(ends) connections that it should have kept" }
    let missing = totals.unansweredCount
    // A load that is too slow itself sends until its time is up.
    if plan.keepsConnections, missing > 0, (missedCount ?? 0) == 0 {
      return "\(missing) replies are missing \(plan.drainSeconds) s after the measurement, on"
        + " connections that were still open"
    }
    return pushFault
  }

  /// Why not all pushes were checked.
  private var pushFault: String? {
    let unchecked = totals.uncheckedPushesCount
    if unchecked > 0 {
      return
        "\(unchecked) pushes came from more senders than the \(plan.sendersLimit) whose sequences"
        + " a client checks; raise --senders-limit"
    }
    guard plan.keepsConnections, plan.awaitsPushes, hasDrained == false, !interrupted else {
      return nil
    }
    return "pushes were still coming \(plan.drainSeconds) s after the measurement"
  }

  /// The share of its rate that an open loop reached, where it lost some; nil if it kept to it.
  ///
  /// A tenth of a second's worth may be under way when the measurement ends.
  public var rateLoss: String? {
    guard let rate = plan.ratePerSecond, let due = dueCount, let share = rateShare else {
      return nil
    }
    let missing = due > messagesCount ? due - messagesCount : 0
    guard share < 0.99, Double(missing) > rate * 0.1 else { return nil }
    return "the load lost its rate: \(messagesCount) of the \(due) messages that came due in the"
      + " measurement were answered in it, \(Self.percent(share)) of --rate; "
      + (generatorKeptUp == false
        ? "this generator was too slow (more --threads, or a lower --rate)"
        : "the server was too slow")
  }

  /// Why the load reached too little of its rate; nil if it reached that share.
  public func shortfall(below least: Double) -> String? {
    let share = rateShare ?? 0
    guard share < least else { return nil }
    return "the load reached \(Self.percent(share)) of its rate, less than --fail-below \(least)"
  }

  private static func percent(_ share: Double) -> String {
    "\(Double(Int(share * 1000)) / 10) %"
  }

  /// Frames that reached their clients, in the whole run.
  var deliveredCount: Int {
    Int(
      totals.welcomesCount + totals.answeredCount + totals.wrongRepliesCount + totals.pushesCount)
      + marks.count
  }
}
