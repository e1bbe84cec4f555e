/// The right to touch one session, to be given back exactly once, on the thread that took it.
///
/// Never nested: a thread holds at most one, and under it neither waits nor runs code of the
/// user's. Giving it back twice does not compile. Dropping it traps on hardware and is a violation
/// in a model checker, whose stop signal alone may unwind a live lease: `Fault` knows which it is.
@frozen
public struct Lease<Fault: GuardFault>: ~Copyable {
  public let id: SessionID
  /// For the guard's own use, such as which of the participant's words holds this lease.
  public let tag: UInt32

  @inlinable @inline(__always)
  public init(_ id: SessionID, tag: UInt32 = 0) {
    self.id = id
    self.tag = tag
  }

  /// Ends the lease's life as a value; for a guard's `release`, which answers for the rest.
  @inlinable @inline(__always)
  public consuming func end() -> SessionID {
    let id = id
    discard self
    return id
  }

  @inlinable
  deinit { Fault.leaseDropped() }
}

@available(*, unavailable, message: "a lease stays on the thread that took it")
extension Lease: Sendable {}
