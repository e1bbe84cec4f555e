public import Bench
internal import CheckVerdicts
internal import Foundation
internal import LoadGenerator
internal import Probe
internal import Scenarios
internal import SessionGuards
internal import Tables
internal import TrialRows
internal import Trials

/// The weaker check: compares the ratios of a new run to its reference strategy with those of a
/// stored run.
///
/// The new run is a run of the bench with the stored run's trial lengths. Its files stay in the
/// check's folder.
public struct BaselineCheck {
  private let request: CheckRequest
  private let stored: [TrialRow]
  let run: RunPlan
  let plan: BaselinePlan
  let directory: RunDirectory
  private let environment: RunEnvironment
  /// How the machine or the build of the stored run differs from this one.
  private let differences: [String]

  /// Reads the stored run and plans a new one that can be compared with it.
  public init(
    _ request: CheckRequest, against baseline: String, isMixtureWanted: Bool = false,
    in directory: CheckDirectory?, _ environment: RunEnvironment
  ) throws {
    let cells = try request.cells()
    try request.requireAdmitted(environment.contenders)
    let source = RunDirectory(path: baseline)
    let (storedPlan, manifest) = try Self.description(of: source)
    differences = try Self.admit(
      source, manifest, as: RunManifest(storedPlan, source, environment),
      isMixtureWanted: isMixtureWanted)
    stored = try Self.whole(source, storedPlan, manifest, has: cells, environment.contenders)
    self.request = request
    self.environment = environment
    let seed = request.seed ?? .random(in: 1...999_999)
    self.directory =
      directory.map { RunDirectory(path: $0.path) }
      ?? RunDirectory(path: CheckDirectory.standard(seed: seed, at: Date()).path)
    var plan = BaselinePlan(
      subjects: try Self.subjects(request, cells, stored, environment.contenders))
    plan.storedMostBlocksCount = manifest.comparison.mostBlocksCount
    plan.unstored = Self.unstored(request, cells, plan, environment.contenders)
    self.plan = plan
    run = try Self.run(request, cells, plan, storedPlan, seed: seed)
  }

  /// Reads the plan and the manifest of the stored run.
  private static func description(
    of source: RunDirectory
  ) throws(RunFailure) -> (RunPlan, RunManifest) {
    do {
      let plan = try source.storedPlan()
      return (plan, try source.storedManifest(of: plan))
    } catch {
      throw .failed("the baseline: \(error)")
    }
  }

  /// Reads the rows of the stored run. Refuses a run that lacks a row or one of the requested
  /// cells: it would not be compared, and no report would say so.
  private static func whole(
    _ source: RunDirectory, _ plan: RunPlan, _ manifest: RunManifest, has cells: [Cell],
    _ contenders: Contenders
  ) throws -> [TrialRow] {
    // Read once by itself, so that a missing or torn file is named as a baseline.
    _ = try BaselineFile.rows(of: TrialRow.self, at: source.samples)
    let rows: [TrialRow]
    do {
      rows = try source.wholeSamples(of: plan, manifest, contenders)
    } catch {
      throw RunFailure.failed("the baseline \(error): renew it")
    }
    for cell in cells where !rows.contains(where: { $0.cell == cell.name }) {
      throw RunFailure.failed(
        "the baseline \(source.path) has no \(cell.name): renew it with that, or leave it out")
    }
    return rows
  }

  /// Refuses a stored run of another machine or build, unless `isMixtureWanted`; returns the
  /// differences.
  private static func admit(
    _ source: RunDirectory, _ stored: RunManifest, as present: RunManifest, isMixtureWanted: Bool
  ) throws(RunFailure) -> [String] {
    guard stored.outcome == .complete else {
      throw .failed("the baseline \(source.path) is a run that is not complete: renew it")
    }
    let differences = stored.settingDifferences(to: present)
    guard differences.isEmpty || isMixtureWanted else {
      throw .failed(
        "the baseline \(source.path) was measured on another machine or build:"
          + " \(differences.joined(separator: "; ")). Renew it here, or compare all the same by"
          + " --mixed")
    }
    return differences
  }

  /// The subjects that this program has and the stored run lacks, without the reference and the
  /// floor; none if the strategies are named.
  private static func unstored(
    _ request: CheckRequest, _ cells: [Cell], _ plan: BaselinePlan, _ contenders: Contenders
  ) -> [CheckSubject] {
    if request.strategies.names != nil { return [] }
    let names = contenders.all.map(\.strategy).filter { !$0.isFloor }.map(\.name)
    return cells.flatMap { cell in
      names.filter { $0 != BaselinePlan.reference }.map {
        CheckSubject(cell: cell.name, strategy: $0)
      }
    }.filter { !plan.subjects.contains($0) }
  }

  /// The subjects to compare: the named strategies, or those of the stored run. The reference is
  /// left out, as its ratio is 1.
  private static func subjects(
    _ request: CheckRequest, _ cells: [Cell], _ stored: [TrialRow], _ contenders: Contenders
  ) throws -> [CheckSubject] {
    let floors = contenders.all.map(\.strategy).filter(\.isFloor).map(\.name)
    let reference = BaselinePlan.reference
    let subjects = cells.flatMap { cell -> [CheckSubject] in
      let names =
        request.strategies.names
        ?? stored.filter { $0.cell == cell.name }.map(\.strategy).eachOnce
      return names.filter { $0 != reference && !floors.contains($0) }.map {
        CheckSubject(cell: cell.name, strategy: $0)
      }
    }
    guard !subjects.isEmpty else {
      if let names = request.strategies.names {
        throw UsageError.other(
          "--strategies \(names.joined(separator: ",")): neither the reference, \(reference), nor"
            + " a floor is compared with a stored run")
      }
      throw RunFailure.failed(
        "the baseline has no other strategy than \(reference) in"
          + " \(cells.map(\.name).joined(separator: ", "))")
    }
    return subjects
  }

  /// Plans the new run: these strategies and the reference, with as many blocks as the budget holds
  /// and a run may have. Disturbed blocks are set aside, as pairs are in the other check.
  private static func run(
    _ request: CheckRequest, _ cells: [Cell], _ plan: BaselinePlan, _ storedPlan: RunPlan,
    seed: UInt64
  ) throws -> RunPlan {
    let strategies = [BaselinePlan.reference] + plan.strategies
    let seconds = cells.map { cell in
      storedPlan.cells.first { $0.cell == cell && $0.purpose == .cost }?.seconds
        ?? request.seconds(cell.tier)
    }
    // The 0.05 s are for the start of a trial's process.
    let turn = seconds.reduce(0) { $0 + ($1 + 0.05) * Double(strategies.count) }
    let blocks = min(Int(request.budgetSeconds / turn), Limits.blocks.upperEnd)
    guard blocks >= plan.leastBlocksCount else {
      let least = Int((turn * Double(plan.leastBlocksCount)).rounded(.up))
      throw UsageError.other(
        "--budget \(Int(request.budgetSeconds))s: it takes at least \(plan.leastBlocksCount)"
          + " blocks, some \(least)s")
    }
    var run = RunPlan(
      profile: .quick, seed: seed, strategies: strategies,
      cells: zip(cells, seconds).map { PlannedCell($0, blocks: blocks, seconds: $1) })
    run.validity.disturbanceLimit = request.disturbanceLimit
    return run
  }

  /// Runs the new run, compares it with the stored one and returns the report.
  public func finish(_ observer: inout some RunObserver) throws -> CheckReport {
    try run.fit(.current())
    if !differences.isEmpty {
      observer.noted(
        "the baseline was measured on another machine or build: "
          + differences.joined(separator: "; "))
    }
    _ = try BenchRun(beginning: run, in: directory, environment).finish(&observer)
    let new = try BaselineFile.rows(of: TrialRow.self, at: directory.samples)
    return try CheckDirectory(path: directory.path).write(
      CheckReport(CheckResult(stored: stored, new: new, by: plan)))
  }
}
