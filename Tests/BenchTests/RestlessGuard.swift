import Mutants
import SessionGuards

/// A right guard under which one participant never says that it holds nothing, so that nothing is
/// reclaimed once it has taken a lease.
struct RestlessGuard: SessionGuard, ~Copyable {
  static var strategy: Strategy { RestingGuard<HardwareWord>.strategy }

  private let sound: RestingGuard<HardwareWord>

  init(
    slotCount: Int, participantCount: Int, lastGeneration: UInt32, reclaim: Reclaim<Never>
  ) {
    sound = RestingGuard(
      slotCount: slotCount, participantCount: participantCount, lastGeneration: lastGeneration,
      reclaim: reclaim)
  }

  func open(_ slot: Slot) -> SessionID? { sound.open(slot) }

  func acquire(_ id: SessionID, as participant: borrowing Participant) -> Lease<Never>? {
    sound.acquire(id, as: participant)
  }

  func release(_ lease: consuming Lease<Never>, as participant: borrowing Participant) {
    sound.release(lease, as: participant)
  }

  func close(_ id: SessionID, as participant: borrowing Participant) -> Bool {
    sound.close(id, as: participant)
  }

  func quiesce(as participant: borrowing Participant) {
    if participant.index != 1 { sound.quiesce(as: participant) }
  }
}
