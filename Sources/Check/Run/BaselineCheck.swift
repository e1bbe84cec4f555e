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

/// The weaker check: the ratios of a new run to its reference strategy, set against those of a
/// stored run.
///
/// The new run is one of the bench, with the stored run's lengths, and stays in the check's folder
/// as any other.
public struct BaselineCheck {
  private let request: CheckRequest
  private let stored: [TrialRow]
  let run: RunPlan
  let plan: BaselinePlan
  let directory: RunDirectory
  private let environment: RunEnvironment
  /// What was another when the stored run was measured.
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

  /// What the stored run says of itself.
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

  /// The rows of a stored run: a complete one, of which no row is missing, with every cell that is
  /// asked for. What is missing would not be compared, and no report would say so.
  private static func whole(
    _ source: RunDirectory, _ plan: RunPlan, _ manifest: RunManifest, has cells: [Cell],
    _ contenders: Contenders
  ) throws -> [TrialRow] {
    // What is no file of ours is told in a check's own words.
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

  /// Refuses a stored run of another machine or build, unless that is wanted; returns what differs.
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

  /// What this program has in the cells and the stored run has not, unless strategies are named;
  /// neither the reference nor the floor.
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

  /// What the stored run has in the cells, or what is asked for by name; never the reference, whose
  /// ratio is one.
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

  /// A run of those strategies and the reference, as many blocks as the budget holds and a run may
  /// have. Disturbed blocks are set aside, as pairs are in the other check.
  private static func run(
    _ request: CheckRequest, _ cells: [Cell], _ plan: BaselinePlan, _ storedPlan: RunPlan,
    seed: UInt64
  ) throws -> RunPlan {
    let strategies = [BaselinePlan.reference] + plan.strategies
    let seconds = cells.map { cell in
      storedPlan.cells.first { $0.cell == cell && $0.purpose == .cost }?.seconds
        ?? request.seconds(cell.tier)
    }
    // What a trial costs beside its own time: its process.
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

  /// Runs, compares and returns the outcome.
  public func finish(_ observer: inout some RunObserver) throws -> CheckReport {
    try run.fit(.current())
    if !differences.isEmpty {
      observer.noted(
        "the baseline was measured with another \(differences.joined(separator: "; "))")
    }
    _ = try BenchRun(beginning: run, in: directory, environment).finish(&observer)
    let new = try BaselineFile.rows(of: TrialRow.self, at: directory.samples)
    return try CheckDirectory(path: directory.path).write(
      CheckReport(CheckResult(stored: stored, new: new, by: plan)))
  }
}
