internal import CodeShape
internal import CommandSupport
internal import Report
internal import Scenarios
internal import SessionGuards
internal import Verification

/// What `verify` reports of the strategies' machine code; it does not affect the verdict.
struct VerifyShape {
  private let report: ShapeReport

  /// Reads the code of all strategies of a verification; nil where not one was searched whole.
  init?(_ result: VerifyResult) {
    guard result.plan.isWhole, result.isComplete, !result.strategies.isEmpty else { return nil }
    let names = Set(
      result.strategies.map(\.strategy.name) + result.plan.absences.map(\.strategy))
    report = ShapeReport.ofThisProgram(
      Registry.contenders.all.filter { names.contains($0.strategy.name) })
  }

  init(_ report: ShapeReport) { self.report = report }

  /// The section for people.
  func text(_ style: TextStyle) -> String {
    let lines =
      report.absence.map { ["  not read: \($0)"] }
      ?? report.entries.map { entry in
        let words = Self.words(entry.finding)
        return "  \(entry.strategy): \(entry.isClean ? words : style.bad(words))"
      }
    return (["Code shape"] + lines).joined(separator: "\n") + "\n"
  }

  /// One line for each strategy whose hot path does what it should not.
  var warnings: [String] {
    report.entries.filter { !$0.isClean }.map {
      "warning: \($0.strategy) may be slower than it need be: \(Self.words($0.finding))"
    }
  }

  private static let unspecialized =
    "hot path not specialised: is everything that it reaches @inlinable?"

  private static func words(_ finding: HotPathFinding) -> String {
    switch finding {
    case .notSpecialized: return unspecialized
    case .read(let path):
      let count = path.lockedInstructions.count
      let locked = count == 1 ? "1 locked instruction" : "\(count) locked instructions"
      let calls =
        path.slowPaths.isEmpty ? [] : ["calls " + path.slowPaths.joined(separator: ", ")]
      let told = path.faults + calls
      return "hot path \(locked), "
        + (told.isEmpty ? "calls nothing" : told.joined(separator: "; "))
    }
  }

  /// What JSON has of a strategy; nil where no code was read.
  func codeShape(of strategy: String) -> VerifyOutput.CodeShape? {
    if let absence = report.absence { return VerifyOutput.CodeShape(reason: absence) }
    guard let entry = report.entries.first(where: { $0.strategy == strategy }) else { return nil }
    return switch entry.finding {
    case .notSpecialized:
      VerifyOutput.CodeShape(isClean: false, faults: [Self.unspecialized])
    case .read(let path):
      VerifyOutput.CodeShape(
        isClean: path.isClean, lockedInstructions: path.lockedInstructions,
        slowPaths: path.slowPaths, faults: path.faults)
    }
  }
}

extension ShapeReport.Entry {
  fileprivate var isClean: Bool {
    if case .read(let path) = finding { path.isClean } else { false }
  }
}

extension VerifyOutput {
  /// The machine code of a strategy's hot path, or why it was not read.
  struct CodeShape: Encodable {
    var reason: String?
    var isClean: Bool?
    var lockedInstructions: [String]?
    var slowPaths: [String]?
    var faults: [String]?
  }
}
