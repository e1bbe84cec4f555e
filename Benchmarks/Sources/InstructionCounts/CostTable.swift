/// The costs as a person reads them.
public struct CostTable {
  let report: CostReport

  public init(_ report: CostReport) { self.report = report }

  public var text: String {
    let table = TextColumns([Self.heading] + report.lines.map(Self.cells)).text
    return ([table, ""] + notes).joined(separator: "\n")
  }

  private static let heading = ["strategy", "instructions", "C twin", "difference", "kept"]

  private static func cells(_ line: CostReport.Line) -> [String] {
    [
      line.cost.strategy, format(line.cost.instructions), line.cost.twin.map(format) ?? "–",
      line.cost.difference.map { ($0 < 0 ? "" : "+") + format($0) } ?? "–",
      line.kept.map(format) ?? "–",
    ]
  }

  private var notes: [String] {
    var notes = [
      "Per acquire and release of one thread that meets no other, the loop and a look at the "
        + "session included: `unguarded` is that alone."
    ]
    if let build = report.lines.first?.cost.build {
      notes.append(
        "\(build.toolchain), for \(build.architecture) \(build.targetCPU), glibc \(build.glibc).")
    }
    if report.isFirst { notes.append("Nothing is kept of such a build; --keep does it.") }
    return notes
  }
}

/// One digit after the point, as costs are rounded.
func format(_ value: Double) -> String { decimals(value, 1) }
