import SessionGuards

/// What a `SlipGuard` does wrong.
enum SlipKind {
  case everyCloserWins, noCloserWins, reclaimsTwice, forgetsReclaims, reclaimsAnother
  case opensTheRetired, retiresEarly, returnsTheNextID, refusesEveryThird
  case grantsTheRefused, lendsAnother, reclaimsOnQuiesce, grantsTheClosed
}

protocol Slip: Sendable { static var kind: SlipKind { get } }

enum EveryCloserWins: Slip { static let kind = SlipKind.everyCloserWins }
enum NoCloserWins: Slip { static let kind = SlipKind.noCloserWins }
enum ReclaimsTwice: Slip { static let kind = SlipKind.reclaimsTwice }
enum ForgetsReclaims: Slip { static let kind = SlipKind.forgetsReclaims }
enum ReclaimsAnother: Slip { static let kind = SlipKind.reclaimsAnother }
enum OpensTheRetired: Slip { static let kind = SlipKind.opensTheRetired }
enum RetiresEarly: Slip { static let kind = SlipKind.retiresEarly }
enum ReturnsTheNextID: Slip { static let kind = SlipKind.returnsTheNextID }
enum RefusesEveryThird: Slip { static let kind = SlipKind.refusesEveryThird }
enum GrantsTheRefused: Slip { static let kind = SlipKind.grantsTheRefused }
enum LendsAnother: Slip { static let kind = SlipKind.lendsAnother }
enum ReclaimsOnQuiesce: Slip { static let kind = SlipKind.reclaimsOnQuiesce }
enum GrantsTheClosed: Slip { static let kind = SlipKind.grantsTheClosed }

/// `packed` on hardware with one slip in one method, which no field's width has a part in.
struct SlipGuard<Mistake: Slip>: SessionGuard, ~Copyable {
  typealias Fault = Never
  static var strategy: Strategy {
    Strategy(
      name: "\(Mistake.kind)", idea: "wrong: \(Mistake.kind)", closeRule: .early,
      isExclusive: false, source: "packed")
  }

  private let right: PackedGuard<HardwareWord>
  private let reclaim: Reclaim<Never>
  private let sends = HardwareWord(0)
  /// The session that was closed last, as a raw value; no session's at first.
  private let closed = HardwareWord(.max)
  /// A lease that was granted although the right guard refuses it.
  private static var ungranted: UInt32 { 1 }

  init(
    slotCount: Int, participantCount: Int, lastGeneration: UInt32, reclaim: Reclaim<Never>
  ) {
    self.reclaim = reclaim
    let last = Mistake.kind == .opensTheRetired ? .max : lastGeneration
    right = PackedGuard(
      slotCount: slotCount, participantCount: participantCount, lastGeneration: last
    ) { (id) throws(Never) in
      switch Mistake.kind {
      case .forgetsReclaims: return
      case .reclaimsAnother: reclaim(SessionID(slot: id.slot, generation: id.generation + 1))
      case .reclaimsTwice:
        reclaim(id)
        reclaim(id)
      default: reclaim(id)
      }
    }
  }

  func open(_ slot: Slot) -> SessionID? {
    guard let id = right.open(slot) else { return nil }
    switch Mistake.kind {
    case .retiresEarly: return id.generation > 1 ? nil : id
    case .returnsTheNextID: return SessionID(slot: slot, generation: id.generation + 1)
    default: return id
    }
  }

  func acquire(_ id: SessionID, as me: borrowing Participant) -> Lease<Never>? {
    // Relaxed: a count.
    if Mistake.kind == .refusesEveryThird, sends.add(1, .relaxed, "acquire.number") % 3 == 2 {
      return nil
    }
    guard let lease = right.acquire(id, as: me) else {
      return isGrantedAllTheSame(id) ? Lease(id, tag: Self.ungranted) : nil
    }
    guard Mistake.kind == .lendsAnother else { return lease }
    _ = lease.end()
    return Lease(SessionID(slot: id.slot, generation: id.generation + 1))
  }

  private func isGrantedAllTheSame(_ id: SessionID) -> Bool {
    switch Mistake.kind {
    case .grantsTheRefused: true
    // Relaxed: one thread comes.
    case .grantsTheClosed: closed.load(.relaxed, "acquire.closed") == id.rawValue
    default: false
    }
  }

  func release(_ lease: consuming Lease<Never>, as me: borrowing Participant) {
    if lease.tag == Self.ungranted {
      _ = lease.end()
    } else {
      right.release(lease, as: me)
    }
  }

  func close(_ id: SessionID, as me: borrowing Participant) -> Bool {
    switch Mistake.kind {
    case .noCloserWins:
      _ = right.close(id, as: me)
      return false
    case .everyCloserWins:
      _ = right.close(id, as: me)
      return true
    default:
      guard right.close(id, as: me) else { return false }
      // Relaxed: one thread comes.
      closed.store(id.rawValue, .relaxed, "close.note")
      return true
    }
  }

  func quiesce(as me: borrowing Participant) {
    if Mistake.kind == .reclaimsOnQuiesce { reclaim(SessionID(slot: 0, generation: 1)) }
  }
}
