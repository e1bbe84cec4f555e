public import CheckVerdicts
public import Report
internal import Statistics

/// The result of a check in every format, for people and for other programs.
public struct CheckReport: Sendable {
  public let result: CheckResult
  /// Nil if stored ratios are compared, or if the report is made from tables alone.
  public let manifest: CheckManifest?

  public init(_ result: CheckResult, manifest: CheckManifest? = nil) {
    self.result = result
    self.manifest = manifest
  }

  /// The outcome and its reason in one line.
  public var headline: String {
    switch result.outcome {
    case .pass: "Pass: \(largest)."
    case .regression: "Regression: \(Self.list(result.regressions.map(CheckWords.sentence)))."
    case .inconclusive: "Inconclusive: \(Self.list(undecided))."
    case .instrumentInvalid: "Instrument invalid: \(Self.list(broken.map(sentence)))."
    case .harnessError: "Harness error: \(Self.list(result.faults.map(\.description)))."
    }
  }

  /// The largest slowdown that is not excluded, in words; every report has it.
  public var largest: String {
    let largest = result.largestSlowdownNotExcluded
    return largest.isFinite
      ? "the largest slowdown not excluded is \(Quantity.change(largest))"
      : "no slowdown is excluded"
  }

  private var undecided: [String] {
    if let shortage { return [shortage] }
    return result.undecided.map(CheckWords.sentence)
      + result.controls.filter { $0.control == .blind }.map(sentence)
  }

  /// Says that the budget had no room for any pairs, and how much would do; nil if it had room.
  private var shortage: String? {
    guard let manifest, let needed = manifest.neededBudgetSeconds else { return nil }
    let (needs, given) = (Int(needed.rounded(.up)), Int(manifest.budgetSeconds))
    return "no pairs were run, as the fewest would have taken some \(needs) s on this machine now,"
      + " and the budget is \(given) s: give more, or name fewer strategies and scenarios"
  }

  private var broken: [CheckFinding] { result.controls.filter { $0.control == .broken } }

  /// The first sentences, and how many more there are, as a headline is one line.
  private static func list(_ sentences: [String]) -> String {
    let more = sentences.count - headlineCount
    let first = sentences.prefix(headlineCount).joined(separator: "; ")
    return first + (more > 0 ? "; and \(more) more" : "")
  }

  /// The most reasons that a headline names.
  fileprivate static let headlineCount = 3

  /// The result of a control in words.
  private func sentence(_ control: CheckFinding) -> String {
    let measured = "\(CheckWords.metric(control)) \(CheckWords.measured(control))"
    let isSlowed = control.role == .slowed
    let what = isSlowed ? "an arm tuned to be at least \(slowdown) slower" : "identical arms"
    switch control.control {
    case .broken: return "\(what) \(isSlowed ? "not seen" : "told apart") (\(measured))"
    case .blind: return "\(what) hidden by noise (\(measured))"
    case .kept, nil: return "\(what) \(isSlowed ? "seen" : "not told apart") (\(measured))"
    }
  }

  private var slowdown: String {
    guard case .pairs(let ratio) = result.method else { return "" }
    return Quantity.percent(ratio - 1)
  }
}

extension CheckReport {
  /// Every comparison and count with its change, interval and verdict.
  var table: TextTable {
    let shown = result.findings.filter {
      $0.role == .subject && ($0.isExact || shortage == nil)
    }
    return TextTable(
      shown,
      [
        .left("strategy") { $0.strategy }, .left("cell") { $0.cell },
        .left("metric", CheckWords.metric),
        .right("base") { CheckWords.value($0.baseValue, of: $0) },
        .right("head") { CheckWords.value($0.headValue, of: $0) },
        .right("change", CheckWords.change),
        .left("interval") { $0.isExact ? "exact" : CheckWords.interval(of: $0) },
        .left("verdict", tone: CheckWords.tone, CheckWords.verdict),
        .right("pairs") { $0.pairsCount.map(String.init) ?? "" },
      ])
  }

  /// The sentences below the table that a reader must not overlook.
  var warnings: [String] {
    var warnings = result.faults.dropFirst(Self.headlineCount).map { "\($0)." }
    warnings.append(largest.prefix(1).uppercased() + largest.dropFirst() + ".")
    if case .storedRatios = result.method { warnings.append(promise) }
    return warnings
  }

  /// The other sentences below the table.
  var remarks: [String] {
    var remarks: [String] = []
    if !result.improvements.isEmpty {
      remarks.append("Improved: \(Self.list(result.improvements.map(CheckWords.sentence))).")
    }
    if !result.newSubjects.isEmpty {
      let names = result.newSubjects.map(\.description).joined(separator: "; ")
      remarks.append("New in head, not judged: \(names).")
    }
    let controls = shortage == nil ? result.controls : []
    remarks += controls.map { control in
      "Control, \(control.stage?.rawValue ?? "only") stage: \(sentence(control))."
    }
    if case .pairs = result.method {
      let missing = shortage != nil ? [] : CheckWords.metricsMissing(in: result.findings)
      if !result.findings.isEmpty, !missing.isEmpty {
        remarks.append("Not compared: \(missing.joined(separator: ", ")).")
      }
      remarks.append(promise)
    }
    return remarks
  }

  /// The error rate of the verdicts, and what it does not cover.
  private var promise: String {
    let count = result.family.comparisonsCount
    let alpha = Quantity.percent(result.family.alpha)
    let comparisons = "\(count) \(count == 1 ? "comparison" : "comparisons")"
    switch result.method {
    case .pairs:
      return "\(comparisons): the chance that any verdict is wrong is held to \(alpha)."
    case .storedRatios(let reference):
      return "This is the weaker check: ratios to \(reference), new ones against stored ones. What "
        + "slows \(reference) down as well is not seen, and another day or machine moves ratios "
        + "too; \(alpha) for \(comparisons) covers the noise within the runs only."
    }
  }

  /// The headline, the table and the sentences below it, for a terminal.
  public func terminal(_ style: TextStyle) -> String {
    let isGood = result.outcome == .pass
    var text = (isGood ? style.good(headline) : style.bad(headline)) + "\n"
    if !table.rows.isEmpty { text += "\n" + table.terminal(style) + "\n" }
    text += warnings.map { $0 + "\n" }.joined()
    return text + remarks.map { style.faint($0) + "\n" }.joined()
  }

  /// A comment for a pull request: the headline, the table and the warnings, with the rest folded
  /// away.
  public var markdown: String {
    var text = "**guardbench check: \(Self.escaped(headline))**\n"
    if !table.rows.isEmpty { text += "\n" + table.markdown }
    text += "\n" + Self.list(of: warnings)
    if remarks.isEmpty { return text }
    return text + "\n<details><summary>\(summary)</summary>\n\n" + Self.list(of: remarks)
      + "\n</details>\n"
  }

  private static func list(of sentences: [String]) -> String {
    sentences.map { "- \(escaped($0))\n" }.joined()
  }

  private static func escaped(_ text: String) -> String { text.replacing("<", with: "&lt;") }

  private var summary: String {
    guard let manifest else { return "Controls and promises" }
    let head = manifest.headRevision ?? "the working tree"
    let dirty = manifest.headIsDirty == true ? ", changed" : ""
    return "\(head)\(dirty) against \(manifest.baseRevision)"
  }
}
