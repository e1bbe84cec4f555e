internal import Foundation
internal import Probe
internal import Scenarios
internal import SessionGuards
internal import Statistics
internal import Tables
internal import TrialRows
internal import Trials

extension RunManifest {
  /// Makes the manifest of a run that begins now.
  package init(_ plan: RunPlan, _ directory: RunDirectory, _ environment: RunEnvironment) {
    self.init(
      runID: directory.runID, profile: plan.profile.rawValue, seed: plan.seed,
      arguments: environment.arguments, startedAt: Date(), cells: Self.cells(of: plan),
      comparison: plan.comparison, machine: MachineRecord(environment.machine))
    machine.membarrier = hasProcessMemoryBarrier ? "offered" : "refused"
    remarks = [plan.validity.description, plan.omission, Self.fencedNotice(plan)].compactMap { $0 }
    loadBefore = .now
    gitRevision = Build.revision?.name ?? "unknown"
    gitIsDirty = Build.revision?.isDirty
    verification = environment.verification.filter { plan.strategies.contains($0.key) }
  }
}

extension RunManifest {
  /// What it means for these strategies that the kernel refuses membarrier(2); nil if it does not.
  static func fencedNotice(_ plan: RunPlan) -> String? {
    if hasProcessMemoryBarrier { return nil }
    let fenced = Strategy.catalogue.filter { $0.slowPaths.contains("full_fence") }.map(\.name)
    let measured = plan.strategies.filter(fenced.contains)
    guard !measured.isEmpty else { return nil }
    return "this system refuses membarrier(2), so that each lease of "
      + measured.joined(separator: ", ") + " pays for a full fence"
  }

  /// The cells of the plan, each once. Their other purposes stand in plan.json.
  private static func cells(of plan: RunPlan) -> [Cell] {
    let comparison = plan.comparison
    let compared = Set(plan.cells.filter { $0.purpose == .cost }.map(\.cell.name))
    return plan.cells.grouped(by: \.cell.name).compactMap { name, members in
      Cell(members[0], compared.contains(name) ? comparison.family(of: name) : nil)
    }
  }
}

extension RunManifest.Cell {
  /// A planned cell in the form of run.json; nil if its scenario is not known.
  init?(_ planned: PlannedCell, _ family: Family?) {
    guard let scenario = try? ScenarioCatalogue.scenario(named: planned.cell.scenario) else {
      return nil
    }
    self.init(
      cell: planned.cell.name, scenario: scenario.name, tier: scenario.tier,
      blocksCount: planned.blocks, comparisonsCount: family?.comparisonsCount,
      secondsPerTrial: planned.seconds * (1 - TrialPlan.warmUpShare))
  }
}

extension [Double] {
  /// The load averages over 1, 5 and 15 minutes.
  static var now: [Double]? {
    LoadAverage.read().map { [$0.oneMinute, $0.fiveMinutes, $0.fifteenMinutes] }
  }
}
