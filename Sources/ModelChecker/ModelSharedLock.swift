public import SessionGuards

/// A lock that many threads share or one has alone, by its specification. A thread that takes it
/// alone sees all that those before it did; one that shares it, what those did that had it alone.
@frozen
public struct ModelSharedLock: SharedLock, ~Copyable, Sendable {
  public typealias Fault = Stop
  @usableFromInline let machine: Machine
  @usableFromInline let location: Int

  public init() {
    machine = .making
    location = machine.allocateLocation(Value(0))
  }

  @inlinable
  public func lockShared(_ site: StaticString) throws(Stop) {
    _ = try machine.reach(Operation(.lockShared, .acquiring, location, site))
  }

  @inlinable
  public func unlockShared(_ site: StaticString) throws(Stop) {
    _ = try machine.reach(Operation(.unlockShared, .releasing, location, site))
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
