internal import LoadGenerator
public import Probe
internal import Scenarios
public import TrialRows
internal import Trials

extension RunPlan {
  /// Refuses a run with a cell that this machine cannot hold, before anything is started or
  /// written. The error names the limit and the setting that would fit.
  public func fit(_ limits: MachineLimits) throws(UsageError) {
    for planned in cells {
      guard try ScenarioCatalogue.scenario(named: planned.cell.scenario).tier == .server,
        let strategy = strategies.first
      else { continue }
      let trial = TrialPlan(
        planned.cell, strategy: strategy, purpose: planned.purpose, seconds: planned.seconds,
        seed: seed)
      guard let obstacle = try ServerSetting(trial).obstacle(on: limits) else { continue }
      throw .other("\(planned.cell.name) cannot be run: \(obstacle)")
    }
  }
}

extension ServerSetting {
  /// The descriptors that a fresh process has open before it reads its limits, beside those of this
  /// process.
  private static let spareDescriptors = 8

  /// Why the machine cannot hold the two processes of a trial; nil if it can.
  func obstacle(on limits: MachineLimits) -> String? {
    var limits = limits
    limits.descriptorsInUse += Self.spareDescriptors
    if let shortage = serve.shortage(limits) {
      return "\(serve.slots) sessions do not fit: \(shortage.limit);"
        + " \(setting(ofSlots: shortage.slots)), \(shortage.remedy)"
    }
    do {
      try load.fit(limits)
      return nil
    } catch {
      return error.description
    }
  }

  /// The option with which a server has no more than that many slots.
  private func setting(ofSlots slots: Int) -> String {
    let connections = slots / serve.reactors - Self.spareSlots
    if setsSessions { return slots >= serve.reactors ? "--sessions \(slots) would fit" : Self.none }
    return connections >= 1 ? "--connections \(connections) would fit" : Self.none
  }

  private static var none: String { "not even one would fit" }
}
