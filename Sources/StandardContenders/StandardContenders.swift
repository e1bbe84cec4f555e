public import Scenarios
internal import SessionGuards
internal import Verification

extension Contenders {
  /// Every strategy of `SessionGuards`, with all tiers compiled for each.
  ///
  /// They are compiled in a module of their own, which no feature imports: specialising the tiers
  /// takes most of a release build, and runs beside the rest of it.
  public static var ofThisPackage: Contenders {
    var registrar = Registrar(GuardModel.ours)
    visitGuards(&registrar)
    registrar.contenders.add(Contender(delegation: MailboxDelegation<HardwareWord>.self))
    registrar.contenders.add(Contender(awaited: ActorDelegation.self))
    registrar.contenders.add(Contender(awaited: ReactorActorDelegation.self))
    return registrar.contenders
  }
}

/// Collects every guard that is visited.
private struct Registrar: GuardVisitor {
  var contenders = Contenders()
  private let models: [String: GuardModel]

  init(_ models: [GuardModel]) {
    self.models = Dictionary(
      models.map { ($0.strategy.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  mutating func visit<Guard: SessionGuard & ~Copyable>(_ type: Guard.Type)
  where Guard.Fault == Never {
    let name = Guard.strategy.name
    contenders.add(Contender(type, model: models[name], delayed: DelayedGuard.ours[name]))
  }
}
