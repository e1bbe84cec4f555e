internal import Scenarios
public import Statistics
internal import Tables
internal import TrialRows
internal import Trials

/// The plan of a run, fixed before it begins and stored beside its results as plan.json.
public struct RunPlan: Codable, Hashable, Sendable {
  public let profile: Profile
  @ExactInJSON public private(set) var seed: UInt64
  /// In the order in which tables list them.
  public let strategies: [String]
  public let cells: [PlannedCell]
  /// The requested cells in which none of the strategies may run; nil: none.
  public let cellsLeftOut: [String]?
  /// The strategies that do not run in all of the cells, as those need leases, with the reason;
  /// nil: none.
  public let tiersLeftOut: [String]?
  public var validity: ValidityRule
  /// The blocks that may be added to the planned ones; nil: none.
  public let reserve: Reserve?

  package init(
    profile: Profile, seed: UInt64, strategies: [String], cells: [PlannedCell],
    cellsLeftOut: [String]? = nil, tiersLeftOut: [String]? = nil, reserve: Reserve? = nil
  ) {
    self.tiersLeftOut = tiersLeftOut
    self.cellsLeftOut = cellsLeftOut
    self.profile = profile
    self.seed = seed
    self.strategies = strategies
    self.cells = cells
    self.reserve = reserve
    let blocks = cells.reduce(0) { $0 + $1.blocks }
    validity = ValidityRule(
      repeatsPerBlock: profile.repeatsPerBlock,
      repeatsPerRun: Int(Double(blocks) * profile.repeatsPerRunShare))
  }

  /// The same plan with at least as many blocks of each cell as its intervals need.
  var withBlocksForIntervals: RunPlan {
    let comparison = comparison
    let cells = cells.map { planned in
      var planned = planned
      if planned.purpose == .cost {
        let least = comparison.leastBlocksCount(of: planned.cell.name) ?? 0
        planned.blocks = max(planned.blocks, least)
      }
      return planned
    }
    return RunPlan(
      profile: profile, seed: seed, strategies: strategies, cells: cells, reserve: reserve)
  }

  /// The strategies that may run in a cell. The floor may, unless sessions end there.
  func strategies(for cell: Cell, _ contenders: Contenders) throws(UsageError) -> [String] {
    let scenario = try ScenarioCatalogue.scenario(named: cell.scenario)
    var admitted: [String] = []
    for name in strategies {
      let contender = try contenders.contender(named: name)
      if scenario.admits(contender.strategy, at: cell.setting) { admitted.append(name) }
    }
    return admitted
  }

  /// Refuses a stored plan with a cell that cannot be run, as its scenario is not known here or
  /// lacks a setting.
  func requireRunnable(_ directory: RunDirectory) throws(RunFailure) {
    for planned in cells {
      do {
        _ = try planned.cell.runnableScenario()
      } catch {
        throw .failed("\(directory.path)/plan.json: \(error)")
      }
    }
  }

  /// The same plan without the cells in which no strategy may run. Refuses a plan that has no
  /// others.
  func leavingOutCellsWithoutStrategies(_ contenders: Contenders) throws(UsageError) -> RunPlan {
    var kept: [PlannedCell] = []
    var names: [String] = []
    for planned in cells {
      if try !strategies(for: planned.cell, contenders).isEmpty {
        kept.append(planned)
      } else if !names.contains(planned.cell.name) {
        names.append(planned.cell.name)
      }
    }
    let tiers = try tiersLeftOut(contenders)
    if names.isEmpty, tiers.isEmpty { return self }
    guard !kept.isEmpty else {
      throw .other(([Self.text(leftOut: names, strategies)] + tiers).joined(separator: "; "))
    }
    return RunPlan(
      profile: profile, seed: seed, strategies: strategies, cells: kept,
      cellsLeftOut: names.isEmpty ? nil : names, tiersLeftOut: tiers.isEmpty ? nil : tiers,
      reserve: reserve)
  }

  /// One text for each strategy that does not run where leases are needed, if that is in the plan.
  private func tiersLeftOut(_ contenders: Contenders) throws(UsageError) -> [String] {
    var needLeases = false
    for planned in cells {
      let scenario = try ScenarioCatalogue.scenario(named: planned.cell.scenario)
      if scenario.needsLeases(at: planned.cell.setting) { needLeases = true }
    }
    guard needLeases else { return [] }
    var texts: [String] = []
    for name in strategies {
      let contender = try contenders.contender(named: name)
      if let reason = contender.strategy.whyGuardTierOnly { texts.append(reason) }
    }
    return texts
  }

  /// Says which requested cells are not run, and which strategies run in some only; nil if all are.
  var omission: String? {
    let cells = cellsLeftOut.map { [Self.text(leftOut: $0, strategies)] } ?? []
    let all = cells + (tiersLeftOut ?? [])
    return all.isEmpty ? nil : all.joined(separator: "; ")
  }

  private static func text(leftOut names: [String], _ strategies: [String]) -> String {
    "not run: \(names.joined(separator: ", ")): none of \(strategies.joined(separator: ", "))"
      + " may run there"
  }

  /// How the samples will be compared.
  var comparison: SummaryPlan {
    let measured = cells.filter { $0.purpose == .cost }.map(\.cell)
    return SummaryPlan(
      strategies: strategies,
      cellsWithWallVerdict: Set(measured.filter(\.hasWallVerdict).map(\.name)),
      guardShareCell: measured.first { $0.scenario == "sessions" && $0.setting.sessions == 10_000 }?
        .name,
      cells: measured.map(\.name), mostBlocksCount: reserve?.mostBlocks)
  }
}

extension Cell {
  /// Whether its wall time has a verdict. It has where threads wait for each other, unless a
  /// schedule fixes the wall time to 1 ⁄ rate for all strategies.
  var hasWallVerdict: Bool {
    guard !isPaced else { return false }
    let isMeeting = try? ScenarioCatalogue.scenario(named: scenario).threadsMeet
    let isHot = setting.sessions == 1 && (setting.threads ?? 1) > 1
    return isMeeting == true || isHot || isOversubscribed
  }
}
