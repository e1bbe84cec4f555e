internal import CSystem

/// Notices each lease that is destroyed on a thread without having been released.
///
/// A lease has room for its id and nothing else, so the thread knows its watch. `Stop` unwinds
/// through live leases, which is no mistake: the watch has to know whether a stop is under way.
// Safe: a watch is made, bound and called on one thread.
package final class LeaseWatch: @unchecked Sendable {
  private let told: () -> Void

  package init(_ told: @escaping () -> Void) { self.told = told }

  func leaseDropped() { told() }

  /// The calling thread's; nil if it has none.
  static var current: LeaseWatch? {
    guard let watch = unsafe lease_watch() else { return nil }
    // Safe: bound below, for as long as the watch lives.
    return unsafe Unmanaged<LeaseWatch>.fromOpaque(watch).takeUnretainedValue()
  }

  /// Binds the watch to the calling thread for the time of the body.
  package func watch<Answer>(_ body: () -> Answer) -> Answer {
    let outer = unsafe lease_watch()
    // Safe: this watch lives until the body is over.
    return withExtendedLifetime(self) {
      unsafe lease_watch_set(Unmanaged.passUnretained(self).toOpaque())
      defer { unsafe lease_watch_set(outer) }
      return body()
    }
  }
}
