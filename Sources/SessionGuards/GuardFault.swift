/// What can end an operation of a guard early: nothing on hardware (`Never`), and the signal of a
/// model checker or a stress elsewhere.
public protocol GuardFault: Error {
  /// Called when a lease is destroyed that `release` did not end.
  ///
  /// On hardware that is a mistake, and ends the process. A model checker's signal unwinds through
  /// live leases, and so has to tell the two apart.
  static func leaseDropped()
}

extension Never: GuardFault {
  public static func leaseDropped() { fatalError("a lease was dropped, not released") }
}
