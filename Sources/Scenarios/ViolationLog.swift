internal import SessionGuards
private import Synchronization
internal import Trials

/// Collects violations from all threads of a trial: all are counted, the first few kept.
final class ViolationLog: Sendable {
  /// One is enough to fail a run; a few more help to see what kind of wrong it is.
  private static let keptCount = 16

  private struct Entries {
    var count = 0
    var first: [LifetimeViolation] = []
  }

  private let entries = Mutex(Entries())

  var count: Int { entries.withLock { $0.count } }
  var first: [LifetimeViolation] { entries.withLock { $0.first } }

  func note(_ violation: LifetimeViolation, times: Int = 1) {
    entries.withLock {
      $0.count += times
      if $0.first.count < Self.keptCount { $0.first.append(violation) }
    }
  }

  func note(_ kind: LifetimeViolation.Kind, _ id: SessionID, times: Int = 1, detail: String? = nil)
  {
    note(
      LifetimeViolation(kind, slot: id.slot, generation: id.generation, detail: detail),
      times: times)
  }
}
