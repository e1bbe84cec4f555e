public import CSystem
import Glibc

/// An epoll instance and the events of its last wait.
///
/// Belongs to one thread; several that wait for the same instance each have one that joins it. A
/// wait allocates nothing; tokens are the caller's, and come back unchanged.
@safe
public struct Poller: ~Copyable {
  @usableFromInline let events: UnsafeMutablePointer<epoll_event>
  private let capacity: Int32
  private let fd: Int32
  private let ledger: DescriptorLedger?
  private let isJoined: Bool

  /// Opens an epoll instance whose wait returns at most `capacity` events.
  public init(capacity: Int = 512, ledger: DescriptorLedger? = nil) throws(Errno) {
    precondition(capacity > 0)
    let fd = epoll_create1(CInt(EPOLL_CLOEXEC))
    guard fd >= 0 else { throw Errno.current }
    self.fd = fd
    self.capacity = Int32(capacity)
    self.ledger = ledger
    isJoined = false
    unsafe events = .allocate(capacity: capacity)
    unsafe events.initialize(repeating: epoll_event(), count: capacity)
    ledger?.opened(fd)
  }

  /// Waits for the events of another's instance, which must outlive it. Each event comes to one of
  /// the threads that wait.
  public init(joining other: borrowing Poller, capacity: Int) {
    precondition(capacity > 0)
    fd = other.fd
    self.capacity = Int32(capacity)
    ledger = nil
    isJoined = true
    unsafe events = .allocate(capacity: capacity)
    unsafe events.initialize(repeating: epoll_event(), count: capacity)
  }

  deinit {
    unsafe events.deallocate()
    if isJoined { return }
    ledger?.closed(fd)
    closeDescriptor(fd)
  }

  /// Watches `fd`; its events carry `token`.
  public func add(_ fd: Int32, token: UInt64, _ interest: Readiness) throws(Errno) {
    try control(EPOLL_CTL_ADD, fd, token, interest)
  }

  /// Watches `fd` for something else, or under another token.
  public func modify(_ fd: Int32, token: UInt64, _ interest: Readiness) throws(Errno) {
    try control(EPOLL_CTL_MOD, fd, token, interest)
  }

  /// Stops watching `fd`; closing a descriptor does the same.
  public func remove(_ fd: Int32) throws(Errno) {
    try control(EPOLL_CTL_DEL, fd, 0, [])
  }

  private func control(
    _ operation: Int32, _ fd: Int32, _ token: UInt64, _ interest: Readiness
  ) throws(Errno) {
    var event = unsafe epoll_event()
    unsafe event.events = interest.rawValue
    unsafe event.data.u64 = token
    // Safe: the kernel copies the event before the call returns.
    let result = unsafe epoll_ctl(self.fd, operation, fd, &event)
    guard result == 0 else { throw Errno.current }
  }

  /// Waits for events and returns how many there are; a negative time-out waits for ever.
  ///
  /// A signal ends the wait with no events.
  public func wait(timeoutMilliseconds: Int32 = -1) throws(Errno) -> Int {
    // Safe: `events` holds `capacity` events, and no thread reads them during the wait.
    let count = unsafe epoll_wait(fd, events, capacity, timeoutMilliseconds)
    if count >= 0 { return Int(count) }
    let failure = Errno.current
    if failure.code == EINTR { return 0 }
    throw failure
  }

  /// The token of the last wait's event number `index`.
  @inlinable @inline(__always)
  public func token(_ index: Int) -> UInt64 {
    // Safe: indices below the last wait's count, which is at most the capacity.
    unsafe events[index].data.u64
  }

  /// What the last wait's event number `index` says.
  @inlinable @inline(__always)
  public func readiness(_ index: Int) -> Readiness {
    // Safe: as for `token`.
    unsafe Readiness(rawValue: events[index].events)
  }
}

/// What a descriptor is watched for, and what an event says about it.
@frozen
public struct Readiness: OptionSet, Sendable {
  public let rawValue: UInt32

  @inlinable
  public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// Bytes, a connection or the end of the stream can be read.
  public static var readable: Readiness {
    @inlinable get { Readiness(rawValue: EPOLLIN.rawValue) }
  }
  /// The kernel takes bytes to send, or a connection attempt has ended.
  public static var writable: Readiness {
    @inlinable get { Readiness(rawValue: EPOLLOUT.rawValue) }
  }
  /// The peer sends no more.
  public static var peerEnded: Readiness {
    @inlinable get { Readiness(rawValue: EPOLLRDHUP.rawValue) }
  }
  /// Both directions have ended; always watched for.
  public static var hangUp: Readiness {
    @inlinable get { Readiness(rawValue: EPOLLHUP.rawValue) }
  }
  /// The descriptor has failed; always watched for.
  public static var failed: Readiness {
    @inlinable get { Readiness(rawValue: EPOLLERR.rawValue) }
  }
  /// Asks for one event, and then for none until the descriptor is watched again by `modify`.
  public static var once: Readiness {
    @inlinable get { Readiness(rawValue: EPOLLONESHOT.rawValue) }
  }
  /// Asks for changes rather than for states: one event per edge.
  public static var edges: Readiness {
    @inlinable get { Readiness(rawValue: EPOLLET.rawValue) }
  }
}

/// Ends another thread's wait.
///
/// Watch `fd` for `[.readable, .edges]`: every `signal` is an edge of its own, and nothing ever
/// reads the counter, which saves a call per wake-up.
///
/// A thread that signals must keep it open meanwhile: the thread that is to be woken may be awake,
/// and gone, before the signal is written. So a ledger counts it among those that are kept.
public struct Wakeup: ~Copyable, Sendable {
  public let fd: Int32
  private let ledger: DescriptorLedger?

  public init(ledger: DescriptorLedger? = nil) throws(Errno) {
    fd = eventfd(0, CInt(EFD_CLOEXEC) | CInt(EFD_NONBLOCK))
    guard fd >= 0 else { throw Errno.current }
    self.ledger = ledger
    ledger?.keeps(fd)
  }

  deinit {
    ledger?.gaveUp(fd)
    closeDescriptor(fd)
  }

  /// Ends the wait of the thread that watches; may be called from any thread, also before the wait
  /// begins.
  public func signal() {
    // The counter would overflow after 2⁶⁴ − 2 signals, so the write always succeeds.
    let result = eventfd_write(fd, 1)
    precondition(result == 0, "wake-up \(fd) is not open")
  }
}
