public import GuardedServer
internal import SessionGuards
public import Trials

extension SessionTable where Guard: ~Copyable {
  /// The broken promises that the server itself saw, the first hundred, as the bench names them.
  @usableFromInline var found: [LifetimeViolation] {
    violations.map {
      LifetimeViolation(
        .serverPromise, slot: $0.id.slot, generation: $0.id.generation,
        detail: "\($0.kind.rawValue); the slot held generation \($0.found)")
    }
  }
}
