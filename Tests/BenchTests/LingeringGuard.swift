import Glibc
import SessionGuards

/// A packed guard under which one participant's later acquires each take far longer than a trial.
///
/// It stands for a thread that others keep from getting any turn.
struct LingeringGuard: SessionGuard, ~Copyable {
  static var strategy: Strategy {
    Strategy(
      name: "lingering", idea: "packed, but one thread waits", closeRule: .early,
      isExclusive: false, source: "the tests")
  }

  private let sound: PackedGuard<HardwareWord>
  private let acquires = HardwareWord(0)

  init(
    slotCount: Int, participantCount: Int, lastGeneration: UInt32, reclaim: Reclaim<Never>
  ) {
    sound = PackedGuard(
      slotCount: slotCount, participantCount: participantCount, lastGeneration: lastGeneration,
      reclaim: reclaim)
  }

  func open(_ slot: Slot) -> SessionID? { sound.open(slot) }

  func acquire(_ id: SessionID, as participant: borrowing Participant) -> Lease<Never>? {
    // After the first batch, which the warm-up waits for, and far past the window's planned end.
    // Relaxed: only this participant counts.
    if participant.index == 1, acquires.add(1, .relaxed, "lingering.acquires") == 64 {
      usleep(300_000)
    }
    return sound.acquire(id, as: participant)
  }

  func release(_ lease: consuming Lease<Never>, as participant: borrowing Participant) {
    sound.release(lease, as: participant)
  }

  func close(_ id: SessionID, as participant: borrowing Participant) -> Bool {
    sound.close(id, as: participant)
  }
}
