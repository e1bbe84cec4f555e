internal import Foundation
internal import Probe
internal import Scenarios
internal import SessionGuards
internal import Tables
internal import TrialRows
internal import Trials

/// The record that a run writes about itself: run.json from its beginning on, and its results at
/// its end.
final class RunRecord {
  private let directory: RunDirectory
  private let plan: RunPlan
  private let contenders: Contenders
  private var manifest: RunManifest
  /// The name of the run in its rows: that of its folder when it began.
  var runID: String { manifest.runID }
  /// The right to write in the folder, which no other process has meanwhile.
  private let claim: FolderClaim

  /// Makes the folder, and writes the plan and the first run.json.
  init(
    beginning plan: RunPlan, in directory: RunDirectory, _ environment: RunEnvironment
  ) throws(RunFailure) {
    claim = try directory.begin(plan)
    self.directory = directory
    self.plan = plan
    contenders = environment.contenders
    manifest = RunManifest(plan, directory, environment)
    try write()
  }

  /// Takes over the run.json of an interrupted run. Another program or machine is allowed only if
  /// `isMixtureWanted`, and is then noted.
  init(
    resuming plan: RunPlan, in directory: RunDirectory, isMixtureWanted: Bool,
    _ environment: RunEnvironment
  ) throws(RunFailure) {
    guard directory.holdsRun else {
      throw .failed(
        "\(directory.path) holds no run to resume: nothing was measured, begin it again")
    }
    claim = try directory.claim()
    self.directory = directory
    self.plan = plan
    contenders = environment.contenders
    manifest = try directory.storedManifest(of: plan)
    switch manifest.outcome {
    case .complete: throw .failed("\(directory.path) holds a complete run: nothing is left to do")
    case .failed:
      throw .failed(
        "\(directory.path) holds a run that failed (\(manifest.remarks.last ?? "no reason given")):"
          + " begin a new one")
    case .running, .interrupted: manifest.outcome = .running
    }
    try admit(RunManifest(plan, directory, environment), isMixtureWanted: isMixtureWanted)
    try write()
  }

  /// Notes that the run is resumed with the program and on the machine of `present`.
  private func admit(_ present: RunManifest, isMixtureWanted: Bool) throws(RunFailure) {
    let differences = manifest.differences(to: present)
    guard differences.isEmpty || isMixtureWanted else {
      throw .failed(
        "\(directory.path) was begun with another program or on another machine:"
          + " \(differences.joined(separator: "; ")). Begin a new run, or mix them by --mixed")
    }
    // The manifest keeps what was known when the earlier rows were measured.
    let resumption = RunManifest.Resumption(
      resumedAt: Date(), load: .now, differences: differences,
      verification: present.verification)
    manifest.resumptions = (manifest.resumptions ?? []) + [resumption]
  }

  /// Notes why the run ended early.
  func end(after failure: RunFailure) throws(RunFailure) {
    switch failure {
    case .interrupted: manifest.outcome = .interrupted
    case .violation:
      manifest.outcome = .failed
      manifest.remarks.append(failure.description)
    // After a full disk or a killed child the rows are sound, so the run can be resumed.
    case .failed:
      manifest.outcome = .interrupted
      manifest.remarks.append(failure.description)
    }
    manifest.endedAt = Date()
    try write()
  }

  /// Writes the files that are made from the samples.
  func complete(
    with samples: [TrialRow], _ histograms: RunHistograms
  ) throws(RunFailure) -> RunResult {
    manifest.outcome = .complete
    manifest.endedAt = Date()
    manifest.loadAfter = .now
    let missing = MissingResults.all(in: samples)
    manifest.missingResults = missing
    let rows = manifest.inPlannedOrder(Summary(of: samples, plan: manifest.comparison).rows)
    let report = RunReport(
      RunFindings(
        rows: rows, plan: manifest.comparison, question: plan.question(contenders),
        missingResults: missing),
      manifest: manifest)
    try directory.write(Data(Table(rows).csv.utf8), as: "summary.csv")
    try directory.write(Data(report.markdown.utf8), as: "summary.md")
    let described = try histograms.write(samples)
    let package = try directory.attempt("describe") {
      try DataPackage(runID: directory.runID, histograms: described).encoded()
    }
    try directory.write(package, as: "datapackage.json")
    try write()
    let isEmpty = !Summary.counts(anyOf: samples)
    return RunResult(directory: directory, summary: rows, report: report, countsNothing: isEmpty)
  }

  private func write() throws(RunFailure) {
    let bytes = try directory.attempt("describe") { try manifest.encoded() }
    try directory.write(bytes, as: "run.json")
  }
}

extension RunPlan {
  /// The note's question for this run: at 10,000 sessions, or at the cell that is nearest to that.
  func question(_ contenders: Contenders) -> Question {
    let measured = cells.filter { $0.purpose == .cost }.map(\.cell)
    let claim =
      measured.filter { $0.scenario == "sessions" }.min {
        abs(($0.setting.sessions ?? 0) - 10_000) < abs(($1.setting.sessions ?? 0) - 10_000)
      } ?? measured.first
    let lockFree = contenders.all.map(\.strategy).filter {
      strategies.contains($0.name) && !$0.takesLock && !$0.isFloor
    }
    let floor = contenders.all.map(\.strategy).first { strategies.contains($0.name) && $0.isFloor }
    return Question(
      claimCell: claim?.name ?? "", contenders: lockFree.map(\.name), floor: floor?.name)
  }
}
