/// How much of a message the guard is: what a tier can and cannot see.
///
/// Lease pairs per message × guard-tier CPU per pair ÷ server CPU per message. The guard tier's own
/// loop is in the numerator, so that the share is rather over- than understated.
public struct GuardShare: Sendable, Equatable {
  public let ratio: Double

  /// Nil unless the server's message cost anything.
  public init?(
    pairsPerMessage: Double, cpuPerPairNanoseconds: Double, cpuPerMessageNanoseconds: Double
  ) {
    guard cpuPerMessageNanoseconds > 0 else { return nil }
    ratio = pairsPerMessage * cpuPerPairNanoseconds / cpuPerMessageNanoseconds
  }
}
