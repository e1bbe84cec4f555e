public import CheckVerdicts
internal import TrialRows

/// One arm's trials as Go benchmark text, for `benchstat base.txt head.txt`.
///
/// The form is that of golang.org/design/14313-benchmark-format: a line per trial, its cell and
/// strategy in the name, the cores after the last hyphen. Both arms' files have the same
/// configuration lines, as benchstat compares only what agrees in them; the revision stands in a
/// comment. Only trials that count are in it: undisturbed ones, of the stage that decided.
public struct BenchmarkText: Sendable, Equatable {
  public let text: String

  public init(
    _ trials: [CheckTrial], arm: CheckArm, of result: CheckResult, manifest: CheckManifest? = nil
  ) {
    var stages: [CheckSubject: CheckStage] = [:]
    for finding in result.findings where finding.role == .subject {
      if let stage = finding.stage { stages[finding.subject] = stage }
    }
    let counted = trials.filter { trial in
      trial.role == .subject && trial.arm == arm && trial.sample.counts
        && trial.sample.purpose == .cost && stages[trial.subject] == trial.stage
    }
    let lines = Self.configuration(manifest, arm: arm) + counted.compactMap(Self.line)
    text = lines.map { $0 + "\n" }.joined()
  }

  private static func configuration(_ manifest: CheckManifest?, arm: CheckArm) -> [String] {
    var lines = ["# guardbench check, \(arm.rawValue)"]
    if let manifest {
      let revision = arm == .base ? manifest.baseRevision : manifest.headRevision
      lines.append("# revision \(revision ?? "unknown")")
      if let model = manifest.machine.cpuModel { lines.append("cpu: \(flat(model))") }
      if let kernel = manifest.machine.kernel { lines.append("kernel: \(flat(kernel))") }
    }
    return lines
  }

  /// A value of a configuration line ends with the line.
  private static func flat(_ value: String) -> String {
    value.split(whereSeparator: \.isNewline).joined(separator: " ")
  }

  /// What a trial says, in the units that benchstat knows how to scale.
  private static let quantities: [(metric: Metric, unit: String)] = [
    (.wallPerOperation, "ns/op"), (.cpuPerOperation, "cpu-ns/op"),
    (.voluntarySwitches, "switches/op"), (.allocations, "allocs/op"),
  ]

  /// The trial's line; nil if it says nothing.
  private static func line(_ trial: CheckTrial) -> String? {
    let sample = trial.sample
    let values = quantities.compactMap { quantity -> String? in
      guard let value = quantity.metric.value(of: sample) else { return nil }
      return "\(value.isFinite ? value.description : "+Inf") \(quantity.unit)"
    }
    guard !values.isEmpty else { return nil }
    let fields = [name(of: sample), String(sample.workCount ?? 0)] + values
    return fields.joined(separator: "\t")
  }

  /// `Benchmark`, an upper-case letter, and no blanks; settings as `/key=value`.
  private static func name(of sample: TrialRow) -> String {
    let begins = sample.cell.first?.isLetter == true
    let cell = begins ? sample.cell : "Cell" + sample.cell
    let strategy = sample.strategy.replacing("/", with: "_")
    let name =
      "Benchmark\(cell.prefix(1).uppercased())\(cell.dropFirst())/strategy=\(strategy)"
      + "-\(sample.coresCount ?? 1)"
    return String(name.map { $0.isWhitespace ? "_" : $0 })
  }
}
