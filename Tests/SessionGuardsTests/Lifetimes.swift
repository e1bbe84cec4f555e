import SessionGuards
import Synchronization
import WordSeam

/// What happened to the sessions of one script, and which sentence of the contract it broke.
///
/// Its own accesses need no order: the script lets one actor run at a time.
final class Lifetimes: Sendable {
  struct State {
    var leaseCounts: [Slot: Int] = [:]
    /// The generation that lives in a slot, from open to the end of its teardown.
    var living: [Slot: UInt32] = [:]
    var opened: [SessionID] = []
    var closed: [SessionID] = []
    var reclaimed: [SessionID] = []
    var violations: [String] = []
  }
  private let state = Mutex(State())

  var violations: [String] { state.withLock(\.violations) }
  var current: SessionID? { state.withLock(\.opened.last) }
  func isReclaimed(_ id: SessionID) -> Bool { state.withLock { $0.reclaimed.contains(id) } }

  func open(_ id: SessionID) {
    state.withLock {
      $0.living[id.slot] = id.generation
      $0.opened.append(id)
    }
  }

  func enter(_ id: SessionID) {
    state.withLock {
      $0.leaseCounts[id.slot, default: 0] += 1
      $0.check(id, "a lease was granted")
      if $0.closed.contains(id) { $0.violations.append("5: granted after a won close: \(id)") }
    }
  }

  func leave(_ id: SessionID) {
    state.withLock {
      $0.check(id, "a lease was still out")
      $0.leaseCounts[id.slot, default: 0] -= 1
    }
  }

  func close(_ id: SessionID, isEarly: Bool) {
    state.withLock { if isEarly { $0.closed.append(id) } }
  }

  func reclaim(_ id: SessionID) {
    state.withLock {
      if $0.leaseCounts[id.slot, default: 0] != 0 {
        $0.violations.append("1: reclaimed while a lease was out: \(id)")
      }
      if $0.reclaimed.contains(id) { $0.violations.append("2: reclaimed twice: \(id)") }
      if $0.living[id.slot] != id.generation {
        $0.violations.append("2: reclaimed under another name: \(id)")
      }
      $0.reclaimed.append(id)
      $0.living[id.slot] = nil
    }
  }

  /// The audit at the end, when every actor has finished.
  func audit() {
    state.withLock {
      for id in $0.opened where !$0.reclaimed.contains(id) {
        $0.violations.append("2: closed and never reclaimed: \(id)")
      }
    }
  }
}

extension Lifetimes.State {
  fileprivate mutating func check(_ id: SessionID, _ what: String) {
    switch living[id.slot] {
    case id.generation: break
    case nil: violations.append("1: \(what) on a session that was torn down: \(id)")
    case let other?: violations.append("3: \(what) on generation \(other): \(id)")
    }
  }
}
