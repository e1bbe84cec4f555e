public import ModelChecker
public import SessionGuards
internal import Tables
public import TrialRows
public import Verification

/// The strategies that a program can bench: the library's, and those that it adds.
public struct Contenders: Sendable {
  public private(set) var all: [Contender] = []

  public init() {}

  /// Adds a guard; its name must not be taken yet.
  @inlinable
  public mutating func add<Guard: SessionGuard & ~Copyable>(
    _ type: Guard.Type
  ) where Guard.Fault == Never {
    add(Contender(type))
  }

  /// Adds a guard with what `verify` proves it by: the same source on the words of the model.
  ///
  ///     contenders.add(MyGuard<HardwareWord>.self, model: MyGuard<ModelWord>.self)
  @inlinable
  public mutating func add<Guard: SessionGuard & ~Copyable, Twin: SessionGuard & ~Copyable>(
    _ type: Guard.Type, model: Twin.Type
  ) where Guard.Fault == Never, Twin.Fault == Stop {
    precondition(Guard.strategy == Twin.strategy, "a guard's model is another strategy")
    add(Contender(type, model: GuardModel(model)))
  }

  /// Adds a guard with what `verify` proves it by, and what `verify --stress` reaches into: the
  /// same source on the words of the model, and on delayed ones.
  ///
  ///     contenders.add(
  ///       MyGuard<HardwareWord>.self, model: MyGuard<ModelWord>.self,
  ///       delayed: MyGuard<DelayedWord>.self)
  @inlinable
  public mutating func add<
    Guard: SessionGuard & ~Copyable, Twin: SessionGuard & ~Copyable, Late: SessionGuard & ~Copyable
  >(
    _ type: Guard.Type, model: Twin.Type, delayed: Late.Type
  ) where Guard.Fault == Never, Twin.Fault == Stop, Late.Fault == Stop {
    precondition(Guard.strategy == Twin.strategy, "a guard's model is another strategy")
    precondition(Guard.strategy == Late.strategy, "a guard on delayed words is another strategy")
    add(Contender(type, model: GuardModel(model), delayed: DelayedGuard(delayed)))
  }

  public mutating func add(_ contender: Contender) {
    let name = contender.strategy.name
    precondition(!names.contains(name), "two strategies are called '\(name)'")
    all.append(contender)
  }

  public var names: [String] { all.map(\.strategy.name) }

  /// Finds a strategy by name; the error lists the known names and suggests the nearest.
  ///
  /// `packed+40` is `packed` slowed down by 40 steps before some of its acquires, to test whether a
  /// slowdown is seen.
  public func contender(named name: String) throws(UsageError) -> Contender {
    if let slowdown = Slowdown(name) {
      let plain = try contender(named: slowdown.strategy)
      if let slowed = plain.slowed?(slowdown.steps) { return slowed }
    }
    if let found = all.first(where: { $0.strategy.name == name }) { return found }
    throw .unknown(name, noun: "strategy", known: names, nearest: name.nearest(among: names))
  }
}
