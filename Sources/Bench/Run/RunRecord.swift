internal import Foundation
internal import Probe
internal import Scenarios
internal import SessionGuards
internal import Tables
internal import TrialRows
internal import Trials

/// What a run writes about itself: run.json from its first moment on, and what it says at its end.
final class RunRecord {
  private let directory: RunDirectory
  private let plan: RunPlan
  private let contenders: Contenders
  private var manifest: RunManifest
  /// The run's name in its rows: that of its folder when it began.
  var runID: String { manifest.runID }
  /// Nobody else writes in the folder while this is held.
  private let claim: FolderClaim

  /// Makes the folder and writes the plan and the first run.json.
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

  /// Goes on with the run.json of a run that stopped; with another program or on another machine
  /// only if that is wanted, and then it says so.
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

  /// Notes that the run goes on, under what `present` describes.
  private func admit(_ present: RunManifest, isMixtureWanted: Bool) throws(RunFailure) {
    let differences = manifest.differences(to: present)
    guard differences.isEmpty || isMixtureWanted else {
      throw .failed(
        "\(directory.path) was begun with another program or on another machine:"
          + " \(differences.joined(separator: "; ")). Begin a new run, or mix them by --mixed")
    }
    // What was known of the rows measured before stays in its place.
    let resumption = RunManifest.Resumption(
      resumedAt: Date(), load: .now, differences: differences,
      verification: present.verification)
    manifest.resumptions = (manifest.resumptions ?? []) + [resumption]
  }

  /// Says why the run ended early.
  func end(after failure: RunFailure) throws(RunFailure) {
    switch failure {
    case .interrupted: manifest.outcome = .interrupted
    case .violation:
      manifest.outcome = .failed
      manifest.remarks.append(failure.description)
    // A full disk, a killed child: nothing is wrong with the rows, so the run can go on later.
    case .failed:
      manifest.outcome = .interrupted
      manifest.remarks.append(failure.description)
    }
    manifest.endedAt = Date()
    try write()
  }

  /// Writes everything that is made from the samples.
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
  /// The note's question, put to this run: at 10,000 sessions, or where the run comes nearest to
  /// it.
  func question(_ contenders: Contenders) -> Question {
    let measured = cells.filter { $0.purpose == .cost }.map(\.cell)
    let claim =
      measured.filter { $0.scenario == "sessions" }.min {
        abs(($0.setting.sessions ?? 0) - 10_000) < abs(($1.setting.sessions ?? 0) - 10_000)
      } ?? measured.first
    let lockFree = contenders.all.map(\.strategy).filter {
      strategies.contains($0.name) && !$0.isExclusive && !$0.isFloor
    }
    return Question(claimCell: claim?.name ?? "", contenders: lockFree.map(\.name))
  }
}
