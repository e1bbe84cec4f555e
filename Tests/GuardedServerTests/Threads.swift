import Foundation

/// A thread of a test's, which must be joined.
final class Worker: Sendable {
  private let done = DispatchSemaphore(value: 0)

  init(_ body: @escaping @Sendable () -> Void) {
    Thread.detachNewThread { [done] in
      body()
      done.signal()
    }
  }

  /// Returns whether the body ended within ten seconds.
  func join() -> Bool { done.wait(timeout: .now() + 10) == .success }
}

/// Holds up the first thread that comes, until the test lets it pass.
final class Gate: Sendable {
  private let arrived = DispatchSemaphore(value: 0)
  private let mayPass = DispatchSemaphore(value: 0)
  private let hasHeldUp = Locked(false)

  /// Waits if this is the first call; later ones pass.
  func pass() {
    let isFirst = hasHeldUp.withLock { hasHeldUp in
      defer { hasHeldUp = true }
      return !hasHeldUp
    }
    guard isFirst else { return }
    arrived.signal()
    _ = mayPass.wait(timeout: .now() + 10)
  }

  func waitForArrival() -> Bool { arrived.wait(timeout: .now() + 10) == .success }

  func open() { mayPass.signal() }
}

/// A value under a lock that the thread sanitizer understands; it takes a contended `Mutex` of the
/// standard library for a race.
// Safe: the value is only reached under the lock.
final class Locked<Value>: @unchecked Sendable {
  private let lock = NSLock()
  private var value: Value

  init(_ value: Value) { self.value = value }

  func withLock<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
    lock.lock()
    defer { lock.unlock() }
    return try body(&value)
  }
}

/// Set once, for any thread to see.
final class Flag: Sendable {
  private let value = Locked(false)
  var isSet: Bool { value.withLock { $0 } }
  func set() { value.withLock { $0 = true } }
}
