public import SessionGuards

/// The one slip of a `SlipGuard`.
public enum SlipKind: Sendable {
  case none
  // In `open`.
  case opensTheRetired, retiresEarly, returnsTheNextID, reportsTheLast
  // In `acquire`.
  case refusesAll, refusesEveryThird, grantsTheRefused, grantsTheClosed, lendsAnother
  // In `release`.
  case reportsTheLeased
  // In `close`.
  case everyCloserWins, noCloserWins, closesNothing
  // In what is reclaimed, and when.
  case reclaimsTwice, forgetsReclaims, reclaimsAnother, reclaimsOnQuiesce
}

public protocol Slip: Sendable { static var kind: SlipKind { get } }

/// No slip: what the others are compared with.
public enum NoSlip: Slip { public static let kind = SlipKind.none }

/// Opens a slot again whose generations are used up.
public enum OpensTheRetired: Slip { public static let kind = SlipKind.opensTheRetired }
/// Opens a slot once.
public enum RetiresEarly: Slip { public static let kind = SlipKind.retiresEarly }
/// Opens a slot and returns the id of the session after.
public enum ReturnsTheNextID: Slip { public static let kind = SlipKind.returnsTheNextID }
/// Reports the slot's last session once more when the next one opens.
public enum ReportsTheLast: Slip { public static let kind = SlipKind.reportsTheLast }

public enum RefusesAll: Slip { public static let kind = SlipKind.refusesAll }
public enum RefusesEveryThird: Slip { public static let kind = SlipKind.refusesEveryThird }
/// Grants, uncounted, what the right guard refuses.
public enum GrantsTheRefused: Slip { public static let kind = SlipKind.grantsTheRefused }
/// Grants, uncounted, the session that was closed last.
public enum GrantsTheClosed: Slip { public static let kind = SlipKind.grantsTheClosed }
/// Lends the session after.
public enum LendsAnother: Slip { public static let kind = SlipKind.lendsAnother }

/// Reports a session, open or not, when a lease of it is given back.
public enum ReportsTheLeased: Slip { public static let kind = SlipKind.reportsTheLeased }

public enum EveryCloserWins: Slip { public static let kind = SlipKind.everyCloserWins }
/// Closes, and says that another did.
public enum NoCloserWins: Slip { public static let kind = SlipKind.noCloserWins }
public enum ClosesNothing: Slip { public static let kind = SlipKind.closesNothing }

public enum ReclaimsTwice: Slip { public static let kind = SlipKind.reclaimsTwice }
public enum ForgetsReclaims: Slip { public static let kind = SlipKind.forgetsReclaims }
/// Reclaims the session after.
public enum ReclaimsAnother: Slip { public static let kind = SlipKind.reclaimsAnother }
/// Reclaims the first session of slot 0 whenever a participant quiesces.
public enum ReclaimsOnQuiesce: Slip { public static let kind = SlipKind.reclaimsOnQuiesce }

/// `packed` with one slip in one method, on any memory: a mutant that needs no second thread.
public struct SlipGuard<Mistake: Slip, W: Word & ~Copyable>: SessionGuard, ~Copyable {
  public typealias Fault = W.Fault
  public static var strategy: Strategy { .packed }

  private let right: PackedGuard<W>
  private let reclaim: Reclaim<Fault>
  private let sends = W(0)
  /// The session that was closed last, as a raw value; no session's at first.
  private let closed = W(.max)
  /// A lease that was granted although the right guard refuses it.
  private static var ungranted: UInt32 { 1 }

  public init(
    slotCount: Int, participantCount: Int, lastGeneration: UInt32, reclaim: Reclaim<Fault>
  ) {
    self.reclaim = reclaim
    let last = Mistake.kind == .opensTheRetired ? .max : lastGeneration
    right = PackedGuard(
      slotCount: slotCount, participantCount: participantCount, lastGeneration: last
    ) { (id) throws(Fault) in
      switch Mistake.kind {
      case .forgetsReclaims: return
      case .reclaimsAnother: try reclaim(id.next)
      case .reclaimsTwice:
        try reclaim(id)
        try reclaim(id)
      default: try reclaim(id)
      }
    }
  }

  public func open(_ slot: Slot) throws(Fault) -> SessionID? {
    guard let id = try right.open(slot) else { return nil }
    switch Mistake.kind {
    case .retiresEarly: return id.generation > 1 ? nil : id
    case .returnsTheNextID: return id.next
    case .reportsTheLast:
      if id.generation > 1 { try reclaim(SessionID(slot: slot, generation: id.generation - 1)) }
      return id
    default: return id
    }
  }

  public func acquire(
    _ id: SessionID, as me: borrowing Participant
  ) throws(Fault) -> Lease<Fault>? {
    if Mistake.kind == .refusesAll { return nil }
    // Relaxed: a count.
    if Mistake.kind == .refusesEveryThird, try sends.add(1, .relaxed, "acquire.number") % 3 == 2 {
      return nil
    }
    guard let lease = try right.acquire(id, as: me) else {
      return try isGrantedAllTheSame(id) ? Lease(id, tag: Self.ungranted) : nil
    }
    guard Mistake.kind == .lendsAnother else { return lease }
    return Lease(lease.end().next)
  }

  private func isGrantedAllTheSame(_ id: SessionID) throws(Fault) -> Bool {
    switch Mistake.kind {
    case .grantsTheRefused: true
    // Relaxed: only one thread uses it.
    case .grantsTheClosed: try closed.load(.relaxed, "acquire.closed") == id.rawValue
    default: false
    }
  }

  public func release(
    _ lease: consuming Lease<Fault>, as me: borrowing Participant
  ) throws(Fault) {
    if Mistake.kind == .reportsTheLeased { try reclaim(lease.id) }
    if lease.tag == Self.ungranted {
      _ = lease.end()
    } else {
      try right.release(lease, as: me)
    }
  }

  public func close(_ id: SessionID, as me: borrowing Participant) throws(Fault) -> Bool {
    if Mistake.kind == .closesNothing { return false }
    let isFirst = try right.close(id, as: me)
    switch Mistake.kind {
    case .noCloserWins: return false
    case .everyCloserWins: return true
    case .grantsTheClosed:
      // Relaxed: only one thread uses it.
      if isFirst { try closed.store(id.rawValue, .relaxed, "close.note") }
      return isFirst
    default: return isFirst
    }
  }

  public func quiesce(as _: borrowing Participant) throws(Fault) {
    if Mistake.kind == .reclaimsOnQuiesce { try reclaim(SessionID(slot: 0, generation: 1)) }
  }
}

extension SessionID {
  /// The id of the session after it in its slot.
  fileprivate var next: SessionID { SessionID(slot: slot, generation: generation + 1) }
}
