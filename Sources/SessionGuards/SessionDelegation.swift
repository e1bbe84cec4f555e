/// Hands the uses of sessions over to the threads that own them, and lends nothing.
///
/// Every slot has one owner, such as a reactor, and only it touches the slot's sessions: a session
/// needs no guard. A thread that wants to use one posts its id to the owner, which looks whether
/// the id still names the session, and runs the use or refuses it. The literature calls this
/// delegation. What every delegation promises:
///
/// 1. The owner takes each handover exactly once, those of one sender in the order in which they
///    were posted.
/// 2. A close is the first to exactly one handover; `reclaim` follows when the owner has finished
///    that one, exactly once per generation.
/// 3. An id of another generation is refused, and so is any id after the close.
/// 4. The use of a live session is not refused.
/// 5. A sender has a bounded number of handovers that are not finished: `post` returns false at the
///    bound, until the owner goes on.
///
/// What the caller owes: a participant is one thread's, as with a guard. The participants below
/// `ownerCount` are the owners, and the slots are theirs in equal shares of neighbours. An owner
/// opens its own slots only, finishes each handover before it takes the next, and may post, to
/// itself too. A thread that waits for an owner and is one itself goes on taking its own handovers
/// meanwhile.
public protocol SessionDelegation: ~Copyable, Sendable {
  /// `Never` on hardware; in a model checker the signal that ends a replay.
  associatedtype Fault: GuardFault = Never

  static var strategy: Strategy { get }

  /// Makes a delegation of free slots; see `SessionGuard`.
  init(
    slotCount: Int, ownerCount: Int, participantCount: Int, lastGeneration: UInt32,
    reclaim: Reclaim<Fault>)

  /// The number of the participant that owns the slot.
  func owner(of slot: Slot) -> UInt32

  /// Begins the next session in a free slot; nil once the slot has used up its generations.
  func open(_ slot: Slot) throws(Fault) -> SessionID?

  /// Hands a use or a close of the session over to its owner; false if too many are not finished.
  func post(
    _ errand: Handover.Errand, to id: SessionID, as sender: borrowing Participant
  ) throws(Fault) -> Bool

  /// How many of the sender's handovers are finished, over all owners.
  func finishedCount(of sender: borrowing Participant) throws(Fault) -> UInt64

  /// Takes the next handover of an owner's; nil if there is none.
  func next(as owner: borrowing Participant) throws(Fault) -> Handover?

  /// Ends the handover that the owner took last, and lets its sender know.
  func finish(_ handover: consuming Handover, as owner: borrowing Participant) throws(Fault)
}

/// What an owner was asked to do, and whether the session is still the one that was meant.
@frozen
public struct Handover: ~Copyable {
  /// What a sender asks for.
  @frozen
  public enum Errand: Sendable { case use, close }

  /// The session that was asked for.
  public let id: SessionID
  public let errand: Errand
  /// False if the session has ended: the use is refused, or the close is not the first.
  public let isGranted: Bool
  /// The participant that posted it.
  public let sender: UInt32

  /// For delegations of this package.
  @inlinable @inline(__always)
  package init(_ id: SessionID, _ errand: Errand, isGranted: Bool, sender: UInt32) {
    self.id = id
    self.errand = errand
    self.isGranted = isGranted
    self.sender = sender
  }
}

@available(*, unavailable, message: "a handover stays on its owner's thread")
extension Handover: Sendable {}
