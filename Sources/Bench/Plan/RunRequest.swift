public import Scenarios
internal import SessionGuards
internal import Tables
public import TrialRows
package import Trials

/// A request for a run, not validated yet.
public struct RunRequest: Sendable {
  public var profile = Profile.quick
  /// Nil: those of the profile, and those of other packages.
  public var strategies: [String]?
  /// Nil: all of the profile.
  public var scenarios: [String]?
  public var blocks: Int?
  public var seed: UInt64?
  /// The length of a trial, warm-up included.
  public var seconds: Double?
  /// Nil: every block counts, however disturbed.
  public var disturbanceLimit: Double?
  /// The values of each axis, by its name; several values make a sweep.
  public var settings: [String: [String]] = [:]

  public init() {}

  /// Turns the request into a plan. Throws if the request is not valid.
  public func plan(_ contenders: Contenders) throws(UsageError) -> RunPlan {
    try Limits.blocks.require(blocks, "--blocks")
    try Limits.trialSeconds.require(seconds, "--duration")
    try Limits.pairDisturbance.require(disturbanceLimit, "--disturbance")
    try refuseEmptyParts()
    let plan = RunPlan(
      profile: profile, seed: seed ?? .random(in: 1...999_999),
      strategies: try chosenStrategies(contenders), cells: try plannedCells(),
      reserve: blocks == nil ? profile.reserve : nil)
    let planned = blocks == nil ? plan.withBlocksForIntervals : plan
    var whole = try planned.leavingOutCellsWithoutStrategies(contenders)
    if let disturbanceLimit { whole.validity.disturbanceLimit = disturbanceLimit }
    return whole
  }

  /// Refuses lists that are empty or have an empty part: `--sessions ,` and `--sessions 1,,2`.
  private func refuseEmptyParts() throws(UsageError) {
    var lists = [("strategies", strategies), ("scenarios", scenarios)]
    lists += Axis.all.map { ($0.name, settings[$0.name]) }
    for (name, list) in lists {
      guard let list else { continue }
      if list.isEmpty || list.contains("") {
        throw .other(
          "--\(name) \(list.joined(separator: ",")): expected values, separated by commas")
      }
    }
  }

  private func chosenStrategies(_ contenders: Contenders) throws(UsageError) -> [String] {
    guard let strategies else {
      let ours = Set(Strategy.all.map(\.name))
      return contenders.names.filter { profile.includes($0) || !ours.contains($0) }
    }
    for name in strategies { _ = try contenders.contender(named: name) }
    return strategies.eachOnce
  }

  private func chosenScenarios() throws(UsageError) -> [Scenario] {
    let inProfile = Set(profile.cells.map(\.cell.scenario))
    guard let scenarios else { return ScenarioCatalogue.all.filter { inProfile.contains($0.name) } }
    var chosen: [Scenario] = []
    for name in scenarios.eachOnce {
      chosen.append(try ScenarioCatalogue.scenario(named: name))
    }
    return chosen
  }

  /// The profile's cells of the chosen scenarios, each at every requested setting. Cells that
  /// become the same are run once, with the blocks of the one that has most.
  private func plannedCells() throws(UsageError) -> [PlannedCell] {
    let scenarios = try chosenScenarios()
    try refuseUnusedAxes(of: scenarios)
    var planned: [PlannedCell] = []
    for scenario in scenarios {
      let sweep = try sweep(of: scenario)
      for template in templates(for: scenario) {
        for setting in sweep {
          var cell = template
          cell.cell = try self.cell(of: scenario, at: setting.over(template.cell.setting))
          merge(cell, into: &planned)
        }
      }
    }
    return planned
  }

  /// The cells of the chosen scenarios at every requested setting, without those of a profile.
  package func cells() throws(UsageError) -> [Cell] {
    try refuseEmptyParts()
    let scenarios = try chosenScenarios()
    try refuseUnusedAxes(of: scenarios)
    var cells: [Cell] = []
    for scenario in scenarios {
      for setting in try sweep(of: scenario) {
        cells.append(try cell(of: scenario, at: setting))
      }
    }
    return cells.eachOnce
  }

  private func cell(of scenario: Scenario, at setting: Setting) throws(UsageError) -> Cell {
    let cell = Cell(scenario, at: setting)
    if let obstacle = scenario.obstacle(cell.setting) {
      throw .other("\(cell.name) cannot be run: \(obstacle)")
    }
    return cell
  }

  private func refuseUnusedAxes(of scenarios: [Scenario]) throws(UsageError) {
    for name in settings.keys where Axis.named(name) == nil {
      let known = Axis.all.map(\.name)
      throw .unknown(name, noun: "axis", known: known, nearest: name.nearest(among: known))
    }
    for axis in Axis.all where settings[axis.name] != nil {
      guard scenarios.contains(where: { $0.defaults[axis] != nil }) else {
        throw .unusedAxis(axis, scenarios: scenarios.map(\.name))
      }
    }
  }

  private func templates(for scenario: Scenario) -> [PlannedCell] {
    var cells = profile.cells.filter { $0.cell.scenario == scenario.name }
    if cells.isEmpty {
      cells = [
        PlannedCell(
          Cell(scenario), blocks: profile.blocks, seconds: profile.seconds(scenario.tier))
      ]
    }
    return cells.map { cell in
      var cell = cell
      // A request for blocks is one for comparisons, which need whole trials. Counted cells keep
      // the blocks of the profile.
      if blocks != nil, cell.purpose == .oracle {
        cell.purpose = .cost
        cell.seconds = max(cell.seconds, profile.seconds(scenario.tier))
      }
      if let blocks, cell.purpose == .cost { cell.blocks = blocks }
      if let seconds { cell.seconds = seconds }
      return cell
    }
  }

  private func merge(_ cell: PlannedCell, into planned: inout [PlannedCell]) {
    let same = planned.firstIndex { $0.cell == cell.cell && $0.purpose == cell.purpose }
    guard let same else { return planned.append(cell) }
    planned[same].blocks = max(planned[same].blocks, cell.blocks)
    planned[same].seconds = max(planned[same].seconds, cell.seconds)
  }

  /// Every combination of the requested values that this scenario has axes for.
  private func sweep(of scenario: Scenario) throws(UsageError) -> [Setting] {
    var combinations = [Setting()]
    for axis in scenario.defaults.axes {
      guard let values = settings[axis.name] else { continue }
      var next: [Setting] = []
      for setting in combinations {
        for value in values {
          var setting = setting
          guard setting.set(axis, to: value) else { throw .value(axis, value) }
          next.append(setting)
        }
      }
      combinations = next
    }
    return combinations
  }
}
