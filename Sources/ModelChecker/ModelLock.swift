public import SessionGuards

/// A lock as its specification has it: taken only when free, given back only by who has it; who
/// takes it sees all that the last holder did.
@frozen
public struct ModelLock: Lock, ~Copyable, Sendable {
  public typealias Fault = Stop
  public static var strategy: Strategy { .mutex }
  @usableFromInline let machine: Machine
  @usableFromInline let location: Int

  public init() {
    machine = .making
    location = machine.allocateLocation(Value(0))
  }

  @inlinable
  public func lock(_ site: StaticString) throws(Stop) {
    _ = try machine.reach(Operation(.lock, .acquiring, location, site))
  }

  @inlinable
  public func unlock(_ site: StaticString) throws(Stop) {
    _ = try machine.reach(Operation(.unlock, .releasing, location, site))
  }
}
