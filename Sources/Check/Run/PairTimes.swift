internal import CheckVerdicts
internal import Statistics
internal import TrialRows

/// How long a pair takes, by cell and purpose: the median of the first pairs, as the very first one
/// runs with cold caches.
struct PairTimes {
  private var seconds: [String: [TrialPurpose: [Double]]] = [:]

  mutating func note(_ pair: CheckSchedule.Pair, seconds: Double) {
    self.seconds[pair.subject.cell, default: [:]][pair.purpose, default: []].append(seconds)
  }

  /// How long these pairs take. A pair of an unknown cell or purpose counts as 0 s.
  func seconds(of pairs: [CheckSchedule.Pair]) -> Double {
    pairs.reduce(0) { $0 + seconds($1.subject, $1.purpose) }
  }

  /// How long one pair of each of these subjects takes, and one of a control, for each purpose.
  func each(of subjects: [CheckSubject], by plan: CheckPlan) -> CheckPlan.PairSeconds {
    func all(_ role: CheckRole, _ subject: CheckSubject) -> Double {
      plan.purposes(of: role).reduce(0) { $0 + seconds(subject, $1) }
    }
    return CheckPlan.PairSeconds(
      subjects: subjects.reduce(0) { $0 + all(.subject, $1) },
      control: all(.slowed, plan.control))
  }

  private func seconds(_ subject: CheckSubject, _ purpose: TrialPurpose) -> Double {
    seconds[subject.cell]?[purpose]?.median ?? 0
  }
}
