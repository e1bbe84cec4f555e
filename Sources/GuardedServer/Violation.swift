public import SessionGuards
public import Synchronization

/// A promise of the guard's that the server found broken.
public struct Violation: Sendable, Hashable, CustomStringConvertible {
  /// Which promise it was.
  public enum Kind: String, Sendable {
    /// An entry was queued for an earlier session of its slot than the one it was found in.
    case strayEntry = "an entry for another session was found in the slot's queue"
    /// A lease was granted on a slot that holds another session, or none.
    case strayLease = "a lease was granted for a session that its slot does not hold"
    /// A generation was reported for reclaim twice, or while an earlier report was due.
    case secondReport = "a session was reported for reclaim twice"
    /// A session was reported for reclaim that its reactor had not closed.
    case earlyReport = "a session was reported for reclaim before its reactor closed it"
    /// The guard refused the one close that a session gets.
    case refusedClose = "the guard refused to close a session that its reactor had open"
    /// A queue entry was being written while its session was torn down.
    case unfinishedEntry = "an entry was being queued while its session was torn down"
  }

  /// Which promise was broken.
  public var kind: Kind
  /// The session that the entry, the lease or the report was for.
  public var id: SessionID
  /// The generation that the slot held then; zero if it was free.
  public var found: UInt32

  /// Makes a violation; `LanServer.violations` returns those that were found.
  public init(_ kind: Kind, _ id: SessionID, found: UInt32) {
    self.kind = kind
    self.id = id
    self.found = found
  }

  public var description: String {
    "\(kind.rawValue): \(id); the slot held generation \(found)"
  }
}

/// Counts violations, and keeps the first hundred of them. A copy is the address of one log.
@frozen @usableFromInline @safe
struct ViolationLog: Sendable {
  private static let keptCount = 100

  @frozen @usableFromInline
  struct Book: ~Copyable {
    @usableFromInline let total = Atomic<Int>(0)
    let kept = Mutex<[Violation]>([])

    init() {}
  }

  // Safe: the table that lends it outlives every copy.
  @usableFromInline nonisolated(unsafe) let book: UnsafeMutablePointer<Book>

  init() {
    unsafe book = .allocate(capacity: 1)
    unsafe book.initialize(to: Book())
  }

  /// Ends the log; no copy of it may be used any more.
  func deallocate() {
    unsafe book.deinitialize(count: 1)
    unsafe book.deallocate()
  }

  /// Notes a violation; any thread may, also under a lease, as correct guards never get here.
  @usableFromInline @inline(never)
  func note(_ kind: Violation.Kind, _ id: SessionID, found: UInt32) {
    // Relaxed: a count; what goes with it is under the mutex.
    unsafe book.pointee.total.wrappingAdd(1, ordering: .relaxed)
    unsafe book.pointee.kept.withLock {
      if $0.count < Self.keptCount { $0.append(Violation(kind, id, found: found)) }
    }
  }

  @inlinable var count: Int {
    // Relaxed: a count, for reports.
    unsafe book.pointee.total.load(ordering: .relaxed)
  }

  var first: [Violation] { unsafe book.pointee.kept.withLock { $0 } }
}
