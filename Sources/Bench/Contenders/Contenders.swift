internal import Measurement
public import SessionGuards

/// The strategies that a program can bench: the library's, and whatever it adds of its own.
public struct Contenders: Sendable {
  public private(set) var all: [Contender] = []

  public init() {}

  /// Every strategy of `SessionGuards`.
  public static var standard: Contenders {
    var registrar = Registrar()
    visitGuards(&registrar)
    return registrar.contenders
  }

  /// Adds a guard; its name must not be taken yet.
  @inlinable
  public mutating func add<Guard: SessionGuard & ~Copyable>(
    _ type: Guard.Type
  ) where Guard.Fault == Never {
    add(Contender(type))
  }

  public mutating func add(_ contender: Contender) {
    let name = contender.strategy.name
    precondition(!names.contains(name), "two strategies are called '\(name)'")
    all.append(contender)
  }

  public var names: [String] { all.map(\.strategy.name) }

  /// Finds a strategy by name, or says which there are and which was probably meant.
  public func contender(named name: String) throws(UsageError) -> Contender {
    if let found = all.first(where: { $0.strategy.name == name }) { return found }
    throw .unknown(name, noun: "strategy", known: names, nearest: name.nearest(among: names))
  }
}

/// Collects every guard that is visited.
private struct Registrar: GuardVisitor {
  var contenders = Contenders()

  mutating func visit<Guard: SessionGuard & ~Copyable>(_ type: Guard.Type)
  where Guard.Fault == Never {
    contenders.add(type)
  }
}
