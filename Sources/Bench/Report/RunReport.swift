public import Report
internal import Tables
public import TrialRows

/// The report of a run: what is printed when it ends, and the pages made from it.
public struct RunReport: Sendable {
  public let findings: RunFindings
  /// Nil only if the report is made from tables alone.
  public let manifest: RunManifest?

  public init(_ findings: RunFindings, manifest: RunManifest? = nil) {
    self.findings = findings
    self.manifest = manifest
  }

  var claim: RunFindings.Comparison? {
    findings.comparisons.first {
      $0.cell == findings.question.claimCell && $0.metric == RunFindings.cpu
    }
  }

  /// The claim's table, the table of all cells, and the answer.
  public func terminal(_ style: TextStyle) -> String {
    var parts: [String] = []
    if let outcomeRemark { parts.append(style.bad(outcomeRemark) + "\n") }
    if let claim {
      parts.append(
        style.bold(findings.heading(of: claim)) + "\n" + findings.table(of: claim).terminal(style))
    }
    if !findings.comparisons.isEmpty {
      let overview = findings.overview.terminal(style)
      let legend = findings.legend.map { style.faint($0) + "\n" }.joined()
      parts.append(style.bold("All cells") + "\n" + overview + legend)
    }
    parts.append(Answer(findings).terminal(style))
    return parts.joined(separator: "\n")
  }

  /// The page summary.md: the answer, every comparison with its intervals, and the machine.
  public var markdown: String {
    var parts = ["# guardbench \(manifest.map(\.runID) ?? "run")\n"]
    if let outcomeRemark { parts.append("> \(outcomeRemark)\n") }
    parts.append(Answer(findings).markdown)
    if !findings.comparisons.isEmpty {
      parts.append("## All cells\n\n" + findings.overview.markdown + "\n\(markdownLegend)")
    }
    if findings.choices.count > 2 {
      parts.append("## Which guard for which server\n\n" + findings.choiceTable.markdown)
    }
    for comparison in findings.comparisons {
      parts.append(
        "### \(findings.heading(of: comparison))\n\n" + findings.table(of: comparison).markdown
          + findings.familySentence(of: comparison))
    }
    let others = [
      ("How late pushes were", findings.pushTable, RunFindings.pushLegend),
      ("Meetings on a session", findings.conflictTable, Self.conflictLegend),
      ("Waits in the kernel", findings.waitTable, RunFindings.waitLegend),
    ]
    for (title, table, legend) in others where !table.rows.isEmpty {
      parts.append("## \(title)\n\n\(table.markdown)\n\(legend)\n")
    }
    if let manifest { parts.append(Self.machine(manifest)) }
    return parts.joined(separator: "\n")
  }

  private static let conflictLegend = """
    Predicted from the targets and from the measured share of time inside, as if threads did not \
    delay each other. Two cores that use the same cache lines do: without work under the lease a \
    near miss becomes a meeting, and more meetings are counted, also more than any independent \
    draws allow. A stay of tens of nanoseconds is also measured no better than within a factor of \
    two or three. Where the stay is long beside that (`hold`), the two must agree.
    """

  private var markdownLegend: String {
    findings.legend.map { $0.replacing("<", with: "&lt;") + "\n" }.joined(separator: "\n")
  }

  /// The remark above the numbers of a run that is not complete, or is mixed; nil for others.
  private var outcomeRemark: String? {
    switch manifest?.outcome {
    case .complete, nil:
      manifest.flatMap { $0.mixture.isEmpty ? nil : $0.mixture.joined(separator: "; ") }
        .map { "Measured with more than one program or machine: \($0)." }
    case .running: "The run has not ended: these are the blocks so far."
    case .interrupted: "The run was interrupted: these are the blocks that were complete."
    case .failed:
      "The run failed" + (manifest?.remarks.last.map { ": \($0)" } ?? "")
        + "; its numbers prove nothing."
    }
  }

  static func origin(_ manifest: RunManifest) -> String {
    let machine = manifest.machine
    let parts = [
      machine.cpuModel, machine.cores,
      machine.kernel.map { "kernel \($0)" }, machine.toolchain,
      manifest.gitRevision.map {
        "revision \($0)" + (manifest.gitIsDirty == true ? ", dirty" : "")
      },
    ]
    return "Run `\(manifest.runID)`, profile \(manifest.profile), seed \(manifest.seed): "
      + parts.compactMap { $0 }.joined(separator: ", ") + "."
  }

  private static func machine(_ manifest: RunManifest) -> String {
    let flags = manifest.machine.buildFlags.joined(separator: " ")
    return "## The run\n\n\(origin(manifest))\n\n"
      + (flags.isEmpty ? "" : "Build flags: `\(flags)`\n\n")
      + command(manifest) + "\n"
  }

  static func command(_ manifest: RunManifest) -> String {
    "Command: `guardbench \(manifest.arguments.joined(separator: " "))`"
  }
}
