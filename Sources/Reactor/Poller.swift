public import CSystem
import Glibc

/// An epoll instance and the events of its last wait.
///
/// Belongs to one thread. A wait allocates nothing; tokens are the caller's, and come back
/// unchanged.
@safe
public struct Poller: ~Copyable {
  @usableFromInline let events: UnsafeMutablePointer<epoll_event>
  private let capacity: Int32
  private let fd: Int32
  private let ledger: DescriptorLedger?

  /// Opens an epoll instance whose wait answers at most `capacity` events.
  public init(capacity: Int = 512, ledger: DescriptorLedger? = nil) throws(Errno) {
    precondition(capacity > 0)
    let fd = epoll_create1(CInt(EPOLL_CLOEXEC))
    guard fd >= 0 else { throw Errno.current }
    self.fd = fd
    self.capacity = Int32(capacity)
    self.ledger = ledger
    unsafe events = .allocate(capacity: capacity)
    unsafe events.initialize(repeating: epoll_event(), count: capacity)
    ledger?.opened(fd)
  }

  deinit {
    unsafe events.deallocate()
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

  /// Waits for events and answers how many there are; a negative time-out waits for ever.
  ///
  /// A signal ends the wait with no events.
  public func wait(timeoutMilliseconds: Int32 = -1) throws(Errno) -> Int {
    // Safe: `events` holds `capacity` events, and nobody reads them during the wait.
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
