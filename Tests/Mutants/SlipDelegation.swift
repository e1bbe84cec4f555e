public import SessionGuards

/// The one mistake of a `SlipDelegation`.
public enum SlipInDelegation: Sendable {
  case none, refusesAll, grantsTheRefused, closesNothing, forgetsReclaims
}

public protocol DelegationMistake: Sendable { static var kind: SlipInDelegation { get } }

/// No mistake: what the others are compared with.
public enum HandsOverRight: DelegationMistake { public static let kind = SlipInDelegation.none }
/// Refuses every use.
public enum HandsOverNothing: DelegationMistake {
  public static let kind = SlipInDelegation.refusesAll
}
/// Runs uses of sessions that have ended.
public enum HandsOverTheStale: DelegationMistake {
  public static let kind = SlipInDelegation.grantsTheRefused
}
/// Says of every close that another was the first.
public enum HandsOverNoClose: DelegationMistake {
  public static let kind = SlipInDelegation.closesNothing
}
/// Ends sessions and reports none.
public enum HandsOverNoReclaim: DelegationMistake {
  public static let kind = SlipInDelegation.forgetsReclaims
}

/// `mailbox` with one mistake, for the oracle of the guard tier.
public struct SlipDelegation<Mistake: DelegationMistake>: SessionDelegation, ~Copyable {
  public static var strategy: Strategy { .mailbox }

  private let right: MailboxDelegation<HardwareWord>

  public init(
    slotCount: Int, ownerCount: Int, participantCount: Int, lastGeneration: UInt32,
    reclaim: Reclaim<Never>
  ) {
    right = MailboxDelegation(
      slotCount: slotCount, ownerCount: ownerCount, participantCount: participantCount,
      lastGeneration: lastGeneration,
      reclaim: Reclaim { (id) throws(Never) in
        if Mistake.kind != .forgetsReclaims { reclaim(id) }
      })
  }

  public func owner(of slot: Slot) -> UInt32 { right.owner(of: slot) }

  public func open(_ slot: Slot) -> SessionID? { right.open(slot) }

  public func post(
    _ errand: Handover.Errand, to id: SessionID, as sender: borrowing Participant
  ) -> Bool { right.post(errand, to: id, as: sender) }

  public func finishedCount(of sender: borrowing Participant) -> UInt64 {
    right.finishedCount(of: sender)
  }

  public func next(as owner: borrowing Participant) -> Handover? {
    guard let handover = right.next(as: owner) else { return nil }
    let isUse = handover.errand == .use
    let isGranted =
      switch Mistake.kind {
      case .refusesAll: !isUse && handover.isGranted
      case .grantsTheRefused: isUse || handover.isGranted
      case .closesNothing: isUse && handover.isGranted
      case .none, .forgetsReclaims: handover.isGranted
      }
    return Handover(
      handover.id, handover.errand, isGranted: isGranted, sender: handover.sender)
  }

  public func finish(_ handover: consuming Handover, as owner: borrowing Participant) {
    right.finish(handover, as: owner)
  }
}
