import ModelChecker

/// What a scenario's session is made of: the same questions to cells of the model and to the heap.
///
/// A session is plain memory that only the guard protects. What a thread sees of it that it should
/// not breaks a promise, and ends the play.
protocol Ground: Sendable {
  /// The generation that lives here; 0 when it was torn down.
  func look(_ site: StaticString) throws(Stop) -> UInt64
  /// Makes the session of that generation, before its slot is opened.
  func prepare(_ generation: UInt32) throws(Stop)
  /// Tears the session down.
  func clear() throws(Stop)
  /// Does what a send does between two looks; alone, if the guard says that it excludes others.
  func work(as user: UInt64, alone: Bool) throws(Stop)
  /// Leaves the message in the session, as the last thing under the lease.
  func deliver() throws(Stop)
  /// Says that this generation was torn down.
  func announce(_ generation: UInt32) throws(Stop)
  /// Waits until that generation was torn down; the slot is the caller's then.
  func settle(_ generation: UInt32) throws(Stop)

  func count(_ event: Event) throws(Stop)
  /// How often it was counted; asked when every thread has finished.
  func total(_ event: Event) -> UInt64
  /// What the counts of messages say that cannot be, when every thread has finished.
  var imbalance: String? { get }

  func fail(_ reason: String) throws(Stop) -> Never
}

/// What is counted in a play.
enum Event {
  /// A close of that generation won.
  case win(UInt32)
  /// That generation was reclaimed.
  case reclaim(UInt32)
  /// A send was asked for, or refused.
  case send, refusal
}

extension Ground {
  func fail(_ promise: Promise, _ what: String) throws(Stop) -> Never {
    try fail("\(promise.rawValue); \(what)")
  }
}
