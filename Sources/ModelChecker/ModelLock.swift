public import SessionGuards

/// A lock by its specification: taken only when free, given back only by its holder. The thread
/// that takes it sees all that the last holder did.
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
