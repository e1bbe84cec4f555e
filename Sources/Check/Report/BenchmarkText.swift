public import CheckVerdicts
internal import TrialRows

/// One arm's trials as Go benchmark text, for `benchstat base.txt head.txt`.
///
/// The format is golang.org/design/14313-benchmark-format: a line for each trial, with cell and
/// strategy in its name and the number of cores after the last hyphen. The files of both arms have
/// the same configuration lines, as benchstat compares only files that agree in them; the revision
/// stands in a comment. Only trials that count have a line: the undisturbed ones of the stage that
/// decided.
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

  /// A value without line breaks, as a configuration line is one line.
  private static func flat(_ value: String) -> String {
    value.split(whereSeparator: \.isNewline).joined(separator: " ")
  }

  /// The metrics of a trial's line, in units that benchstat scales.
  private static let quantities: [(metric: Metric, unit: String)] = [
    (.wallPerOperation, "ns/op"), (.cpuPerOperation, "cpu-ns/op"),
    (.voluntarySwitches, "switches/op"), (.allocations, "allocs/op"),
  ]

  /// The line of a trial; nil if the trial has none of the metrics.
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

  /// The benchmark's name: `Benchmark`, an upper-case letter, no blanks; settings as `/key=value`.
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
