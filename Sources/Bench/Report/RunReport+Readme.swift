internal import Report
internal import Statistics
internal import Tables
import TrialRows

/// README's section: the answer in a few sentences, the claim's table, and where the rest stands.
extension RunReport {
  public var readmeSection: String {
    var parts = [sentences.map { "* \($0)\n" }.joined()]
    if let claim {
      parts.append(
        "`\(claim.cell)`\(findings.mark(of: claim)):\n\n" + findings.table(of: claim).markdown)
    }
    if findings.choices.count > 2 {
      parts.append("Which guard for which server:\n\n" + findings.choiceTable.markdown)
    }
    if let manifest {
      let page = "results/\(manifest.runID)/summary.md"
      parts.append(
        "Every cell, with its intervals: [\(page)](\(page)).\n\n"
          + "\(Self.origin(manifest))\n\n\(Self.command(manifest))\n")
    }
    return parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// What the claim comes to, its reason, and its weight; each where the run has its numbers.
  private var sentences: [String] {
    [claimSentence, meetingSentence, serverSentence].compactMap { $0 }
  }

  private var claimSentence: String? {
    guard let claim, let row = findings.row(reference, claim.cell), !findings.claim.isEmpty else {
      return nil
    }
    let verdicts = Set(findings.claim.compactMap(\.verdict))
    let cheaper =
      verdicts == [.faster]
      ? "a lease is cheaper"
      : verdicts.contains(.faster) ? "some leases are cheaper" : "no lease is cheaper for certain"
    return "Without a lock \(cheaper) than with `\(reference)`, which takes"
      + " \(Quantity.value(row.value, row.unit)) of CPU (`\(claim.cell)`):"
      + " \(verdictList(findings.claim, withRatios: true))."
  }

  private var meetingSentence: String? {
    guard let claim,
      let found = findings.conflicts(of: reference).first(where: { $0.row.cell == claim.cell })
    else { return nil }
    return "Threads met on a session in \(Quantity.perMillion(found.row.value)) of a million"
      + " acquires there; \(Quantity.perMillion(found.predicted)) were predicted."
  }

  /// The same asked of the server with the most clients, if it has the note's 10,000.
  private var serverSentence: String? {
    let servers = findings.comparisons.filter { $0.metric == RunFindings.cpu }
      .compactMap { comparison in
        findings.row(reference, comparison.cell).flatMap { row in
          row.setting.connections.map { (row: row, connections: $0) }
        }
      }
    guard let most = servers.max(by: { $0.connections < $1.connections }),
      most.connections >= 10_000, let share = most.row.guardShare
    else { return nil }
    let judged = findings.question.contenders.compactMap { findings.row($0, most.row.cell) }
      .filter { $0.verdict != nil }
    guard !judged.isEmpty else { return nil }
    let isFaster = judged.contains { $0.verdict == .faster }
    return "In a server with \(Quantity.whole(Double(most.connections))) clients"
      + " \(isFaster ? "it shows" : "it does not show"): `\(reference)` is"
      + " \(Quantity.percent(share)) of the CPU for a message (`\(most.row.cell)`), and"
      + " \(verdictList(judged, withRatios: false))."
  }

  private var reference: String { findings.plan.reference }

  /// What the intervals say: "`a` (0.9), `b` (0.8) are faster; the run cannot tell `c` (1.0) from
  /// it".
  private func verdictList(_ rows: [SummaryRow], withRatios: Bool) -> String {
    let order: [Verdict] = [.faster, .slower, .equivalent, .cannotTell]
    return order.compactMap { verdict -> String? in
      let members = rows.filter { $0.verdict == verdict }.map { row in
        "`\(row.strategy)`"
          + (withRatios ? row.ratio.map { " (\(Quantity.ratio($0)))" } ?? "" : "")
      }
      if members.isEmpty { return nil }
      let list = members.joined(separator: ", ")
      if verdict == .cannotTell { return "the run cannot tell \(list) from it" }
      return "\(list) \(members.count == 1 ? "is" : "are") \(VerdictWords.word(verdict))"
    }.joined(separator: "; ")
  }
}
