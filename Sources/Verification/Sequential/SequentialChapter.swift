import SessionGuards

/// A part of the sequential story. **A new chapter gets one case here.**
enum SequentialChapter: CaseIterable {
  case byTheBook, closeUnderLease, slots, generations, leases

  var name: String {
    switch self {
    case .byTheBook: "by-the-book"
    case .closeUnderLease: "close-under-lease"
    case .slots: "many-slots"
    case .generations: "many-generations"
    case .leases: "many-leases"
    }
  }

  var idea: String {
    switch self {
    case .byTheBook:
      "A slot is opened, lent, closed, opened again and retired, and every other id is refused."
    case .closeUnderLease:
      "Each of 2 to 300 participants in turn holds the last lease while others close the session."
    case .slots:
      "Many slots are open at once, each at a generation of its own, and each is closed among them."
    case .generations:
      "One slot lives many lives, and the ids of its former lives come back at each of them."
    case .leases:
      "Many participants hold one session at once, which is closed, and give it back one by one."
    }
  }

  /// Whether the contract lets one thread play this against such a guard.
  ///
  /// In a guard that excludes, a second lease or a close waits for the lease that is out, and the
  /// thread that would have to give it back is the one that waits.
  func isTold(of strategy: Strategy) -> Bool {
    if strategy.isFloor { return false }
    return switch self {
    case .byTheBook, .slots, .generations: true
    case .closeUnderLease, .leases: !strategy.closeWaits
    }
  }

  /// The first thing that goes wrong.
  func tell<Guard: SessionGuard & ~Copyable>(
    _: Guard.Type, _ widths: SequentialStory.Widths, _ tally: SequentialTally
  ) -> String? where Guard.Fault == Never {
    do throws(Breach) {
      switch self {
      case .byTheBook: try ByTheBook<Guard>(tally).tell()
      case .closeUnderLease: try CloseUnderLease<Guard>(tally).tell(widths)
      case .slots: try ManySlots<Guard>(tally, widths).tell()
      case .generations: try ManyGenerations<Guard>(tally, widths).tell()
      case .leases: try ManyLeases<Guard>(tally).tell(widths)
      }
      return nil
    } catch {
      return error.reason
    }
  }
}
