import Glibc
public import Reactor

/// What a reactor's thread sits on: its epoll instance, listener and mailbox.
///
/// Made before the thread, so that what the kernel refuses is refused to the caller. With
/// `Topology.shared` it joins the epoll instance of a pool, which has the listener.
///
// Safe: after `init`, the reactor's own thread alone uses poller and listener; the rest does not
// change.
@usableFromInline @safe
final class ReactorSeat: @unchecked Sendable {
  @usableFromInline let number: Int
  @usableFromInline let poller: Poller
  // Safe: the slab's, which the table keeps.
  @usableFromInline let mailbox: UnsafeMutablePointer<Mailbox>
  private var listener: Listener?
  let endpoint: Endpoint
  /// What it shares with the other reactors, with `Topology.shared`.
  @usableFromInline let pool: WorkerPool?

  /// No session's raw id: their slots are beyond every table.
  @inlinable static var listenerToken: UInt64 { .max }
  @inlinable static var wakeupToken: UInt64 { .max - 1 }

  init(
    _ number: Int, at endpoint: Endpoint, _ configuration: ServerConfiguration, _ slab: SessionSlab,
    _ ledger: DescriptorLedger
  ) throws(Errno) {
    self.number = number
    pool = nil
    unsafe mailbox = unsafe slab.mailboxes + number
    poller = try Poller(ledger: ledger)
    let listener = try Listener(
      at: endpoint, sharesPort: configuration.shareCount > 1,
      backlog: configuration.waitingConnections,
      peerTimeoutSeconds: configuration.peerTimeoutSeconds, ledger: ledger)
    self.endpoint = listener.endpoint
    let wakeup = unsafe mailbox.pointee.wakeup.fd
    try poller.add(wakeup, token: Self.wakeupToken, [.readable, .edges])
    try poller.add(listener.fd, token: Self.listenerToken, .readable)
    self.listener = consume listener
  }

  /// A seat among those of a pool.
  init(_ number: Int, of pool: WorkerPool) {
    self.number = number
    self.pool = pool
    unsafe mailbox = unsafe pool.mailbox
    poller = Poller(joining: pool.poller, capacity: WorkerPool.eventsPerWait)
    endpoint = pool.endpoint
    listener = nil
  }

  /// The listener's descriptor, until listening has stopped.
  @usableFromInline var listenerFD: Int32? {
    listener == nil ? nil : listener?.fd
  }

  /// Refuses new connections, and those that were not accepted yet.
  @usableFromInline
  func stopListening() {
    listener = nil
  }

  @usableFromInline
  func wait(_ timeoutMilliseconds: Int32) -> Int {
    do {
      return try poller.wait(timeoutMilliseconds: timeoutMilliseconds)
    } catch {
      // EBADF, EFAULT or EINVAL: this code's mistake.
      preconditionFailure("epoll_wait: \(error)")
    }
  }

  /// Connections taken per event, so that a storm of them does not starve the sessions.
  @inlinable static var acceptsPerEvent: Int { 64 }

  /// How long a pause for want of descriptors lasts: they are the process's and the machine's, so
  /// nothing tells when one is free. Ten looks a second cost nothing.
  @inlinable static var pauseMilliseconds: Int32 { 100 }

  /// How long a reactor sleeps while closed sessions wait for their reclaim: another thread holds
  /// them, which takes far less, unless it has lost its core or keeps them.
  @inlinable static var reclaimMilliseconds: Int32 { 1 }

  @usableFromInline
  static func endOfPause() -> UInt64 { now() + UInt64(pauseMilliseconds) * 1_000_000 }

  /// Whether there is such a moment and it is over; the clock is only asked if there is.
  @inlinable
  static func hasPassed(_ moment: UInt64?) -> Bool {
    guard let moment else { return false }
    return now() >= moment
  }

  /// Nanoseconds of the monotonic clock.
  @usableFromInline
  static func now() -> UInt64 {
    var time = timespec()
    // Safe: the kernel writes one timespec.
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
