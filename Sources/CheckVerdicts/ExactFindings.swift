internal import Tables
internal import TrialRows

/// Compares counts with their exact limits.
struct ExactFindings {
  private(set) var findings: [CheckFinding] = []
  private(set) var faults: [CheckFault] = []

  package init(of record: CheckRecord, subjects: [CheckSubject], limits: [ExactLimit]) {
    for subject in subjects {
      for limit in limits {
        do {
          let base = try record.count(limit.quantity, of: subject, .base)
          let head = try record.count(limit.quantity, of: subject, .head)
          findings.append(CheckFinding(subject, limit, base: base, head: head))
        } catch {
          faults.append(error)
        }
      }
    }
  }
}

extension CheckRecord {
  /// The count of an arm: that of its row, or the smallest of its trials.
  ///
  /// The smallest is taken because other work of the process can only add to it. Disturbed trials
  /// are included, as a disturbance cannot lower a count.
  fileprivate func count(
    _ quantity: String, of subject: CheckSubject, _ arm: CheckArm
  ) throws(CheckFault) -> Double {
    let counted = counts.filter {
      $0.quantity == quantity && $0.subject == subject && $0.arm == arm
    }
    if let least = counted.map(\.value).min() { return least }
    guard let metric = Metric.named(quantity) else {
      throw .noCount(subject, quantity: quantity, arm: arm)
    }
    let values = trials.compactMap { trial -> Double? in
      guard trial.role == .subject, trial.arm == arm, trial.subject == subject,
        trial.sample.purpose == metric.purpose
      else { return nil }
      return metric.value(of: trial.sample)
    }
    guard let least = values.min() else {
      throw .noCount(subject, quantity: quantity, arm: arm)
    }
    return least
  }
}

extension CheckFinding {
  /// The finding of a count, whose change has no noise and no interval.
  fileprivate init(_ subject: CheckSubject, _ limit: ExactLimit, base: Double, head: Double) {
    self.init(
      subject, role: .subject, metric: limit.quantity,
      unit: Metric.named(limit.quantity)?.unit ?? .count, scale: .ratio,
      regressionLimit: limit.ratio)
    isExact = true
    baseValue = base
    headValue = head
    if base > 0 { change = head / base }
    verdict = limit.allows(head: head, over: base) ? .pass : .regression
    isImproved = !limit.allows(head: base, over: head)
    largestChangeNotExcluded = head == base ? 1 : head / base
  }
}
