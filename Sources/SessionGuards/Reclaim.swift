/// What a guard calls once per closed session, on whichever thread ended its last use.
///
/// It only records that the slot may be torn down. A struct and not a bare closure, because a
/// closure with typed throws in a requirement crashes Swift 6.3 in the conformance of a type that
/// is not generic.
@frozen
public struct Reclaim<Fault: GuardFault>: Sendable {
  @usableFromInline let body: @Sendable (SessionID) throws(Fault) -> Void

  @inlinable
  public init(_ body: @escaping @Sendable (SessionID) throws(Fault) -> Void) { self.body = body }

  @inlinable
  public func callAsFunction(_ id: SessionID) throws(Fault) { try body(id) }
}
