public import ModelChecker
public import SessionGuards

/// One order of a guard's source, one step weaker.
public struct Weakening: Hashable, Sendable {
  public let site: String
  public let kind: Operation.Kind
  public let order: MemoryOrder
  public let weaker: MemoryOrder

  public var alteration: Alteration { Alteration(site, .weaken(weaker)) }

  /// Every order that an access could have and be a step weaker than the census saw it.
  ///
  /// A lock's orders are its specification, not the guard's choice, and stay.
  public static func all(_ census: Census) -> [Weakening] {
    census.accesses.flatMap { access in
      weaker(access).map {
        Weakening(site: access.site, kind: access.kind, order: access.order, weaker: $0)
      }
    }.sorted { ($0.site, $0.weaker.rawValue) < ($1.site, $1.weaker.rawValue) }
  }

  private static func weaker(_ access: Census.Access) -> [MemoryOrder] {
    switch (access.kind, access.order) {
    case (.lock, _), (.unlock, _), (.fence, _), (_, .relaxed): []
    case (_, .acquiring), (_, .releasing): [.relaxed]
    case (_, .acquiringAndReleasing): [.acquiring, .releasing]
    case (.load, .sequentiallyConsistent), (.pairLoad, .sequentiallyConsistent): [.acquiring]
    case (.store, .sequentiallyConsistent): [.releasing]
    case (_, .sequentiallyConsistent): [.acquiringAndReleasing]
    }
  }
}

extension Weakening: CustomStringConvertible {
  public var description: String { "\(site): \(kind) \(order) → \(weaker)" }
}

/// Weakens every order of every guard that it visits, one at a time, and says which scenario, if
/// any, shows it.
public struct Weakener: GuardVisitor {
  public typealias Fault = Stop

  public struct Finding: Sendable {
    public let strategy: String
    public let weakening: Weakening
    /// The first scenario that breaks, with its report; nil if all hold.
    public let death: (scenario: String, report: Report)?
    public let executions: Int
    /// Whether the searches that showed nothing saw everything.
    public let isComplete: Bool
  }

  public let scenarios: [Scenario]
  public let setting: Setting
  public private(set) var findings: [Finding] = []

  public init(_ scenarios: [Scenario] = Scenario.all, _ setting: Setting = Setting()) {
    self.scenarios = scenarios
    self.setting = setting
  }

  public mutating func visitOurs() { visitGuards(&self, on: Model.self) }

  public mutating func visit<Guard: SessionGuard & ~Copyable>(_ type: Guard.Type)
  where Guard.Fault == Stop {
    if Guard.strategy.isFloor { return }
    let model = GuardModel(type)
    for weakening in Weakening.all(census(model)) { findings.append(judge(model, weakening)) }
  }

  /// The accesses that the guard itself makes in these scenarios.
  public func census<Guard: SessionGuard & ~Copyable>(_ type: Guard.Type) -> Census
  where Guard.Fault == Stop { census(GuardModel(type)) }

  public func census(_ model: GuardModel) -> Census {
    var census = Census()
    var setting = setting
    setting.takesCensus = true
    for scenario in scenarios {
      // A walk sees what a search would, far sooner.
      let report = model.program(scenario)
        .explore(.randomWalk(seed: 1, executions: 300), setting)
      if let seen = report.census { census.join(seen) }
    }
    return census.leavingOut(Site.ofScenarios)
  }

  /// Puts the guard through the scenarios with that order weakened, until one shows it.
  public func judge(_ model: GuardModel, _ weakening: Weakening) -> Finding {
    var setting = setting
    setting.alterations = [weakening.alteration]
    var executions = 0
    var isComplete = true
    for scenario in scenarios {
      let report = model.program(scenario).explore(.everyTrace, setting)
      executions += report.executions
      isComplete = isComplete && report.isComplete
      if report.violation != nil {
        return Finding(
          strategy: model.strategy.name, weakening: weakening,
          death: (scenario.name, report), executions: executions, isComplete: isComplete)
      }
    }
    return Finding(
      strategy: model.strategy.name, weakening: weakening, death: nil, executions: executions,
      isComplete: isComplete)
  }
}
