import ModelChecker
import SessionGuards

/// What a scenario's session is made of: the same questions to cells of the model and to the heap.
///
/// A session is plain memory that only the guard protects. A thread that sees of it what it should
/// not has found a broken promise, which ends the play.
protocol Ground: Sendable {
  /// The generation that lives in the slot; 0 when it was torn down.
  func look(_ slot: Slot, _ site: StaticString) throws(Stop) -> UInt64
  /// Makes the session, before its slot is opened.
  func prepare(_ id: SessionID) throws(Stop)
  /// Tears the slot's session down.
  func clear(_ slot: Slot) throws(Stop)
  /// Does what a send does between two looks; alone, if the guard says that it excludes others.
  func work(in slot: Slot, as user: UInt64, alone: Bool) throws(Stop)
  /// Leaves the message in the session, as the last thing under the lease.
  func deliver(in slot: Slot) throws(Stop)
  /// Says that the session was torn down.
  func announce(_ id: SessionID) throws(Stop)
  /// Waits until the session was torn down; the slot is the caller's then.
  func settle(_ id: SessionID) throws(Stop)
  /// Whether the session was torn down; the slot is the caller's then.
  func isReclaimed(_ id: SessionID) throws(Stop) -> Bool
  /// Waits until the session was torn down or no other thread can go on; returns nil in the first
  /// case, and in the second the parts that have been played to their ends, a bit each.
  func idle(_ id: SessionID) throws(Stop) -> UInt64?
  /// Tells the other threads that a close has won.
  func tell() throws(Stop)
  /// Whether this thread was told.
  func isTold() throws(Stop) -> Bool

  /// How many accesses the calling thread has made in this play.
  var accessCount: Int { get }
  func count(_ event: Event) throws(Stop)
  /// How often it was counted; asked when every thread has finished.
  func total(_ event: Event) -> UInt64
  /// What is impossible in the counts of messages, when every thread has finished.
  var imbalance: String? { get }

  func fail(_ reason: String) throws(Stop) -> Never
}

/// What is counted in a play.
enum Event {
  /// A close of that session won.
  case win(SessionID)
  /// That session was reclaimed.
  case reclaim(SessionID)
  /// A send was asked for, or refused.
  case send, refusal
}

extension Ground {
  func fail(_ promise: Promise, _ what: String) throws(Stop) -> Never {
    try fail("\(promise.rawValue); \(what)")
  }
}
