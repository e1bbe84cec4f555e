public import SessionGuards

/// What one thread does to a guard, one call after the other, far wider than any scenario.
///
/// The model checker tries every interleaving of a few threads on a slot or two. What needs many
/// slots, many lives of one slot, many leases at once or many participants is tried here: a field
/// that is too narrow, slots that share a word, a scan that leaves out one participant. It runs on
/// the guard that is measured, a user's own included, and one thread plays every participant.
///
/// The floor promises nothing, so no chapter is for it.
public struct SequentialStory: Sendable {
  /// How far the story goes.
  public struct Widths: Sendable, Equatable {
    /// Slots that are open at once.
    public var slots: Int
    /// Lives of one slot, at least six.
    public var generations: UInt32
    /// Stale sends in a row, to one slot.
    public var staleRow: Int
    /// Leases of one session at once, at least two, each number on a guard of its own.
    public var leases: [Int]
    /// Participants, at least two, of the guards on which each in turn holds the last lease.
    public var crowds: [Int]

    /// Past eight and sixteen bits of slot, generation and count: for a certificate.
    public static let full = Widths(
      slots: 66_000, generations: 66_000, staleRow: 66_000,
      leases: [255, 256, 257, 65_535, 65_536, 65_537, 66_000], crowds: crowds)
    /// Past eight bits: for a build that is not optimised.
    public static let small = Widths(
      slots: 300, generations: 300, staleRow: 300, leases: [255, 256, 257, 300], crowds: crowds)

    /// Few, one word of bits and more, eight bits and more.
    private static let crowds = [2, 3, 5, 70, 300]

    /// The same for a guard that serves no more participants than it has declared.
    ///
    /// The closer of many leases is one more.
    func within(_ strategy: Strategy) -> Widths {
      guard let limit = strategy.participantLimit else { return self }
      var widths = self
      widths.leases = leases.filter { $0 < limit }
      widths.crowds = crowds.filter { $0 <= limit }
      if widths.leases != leases { widths.leases.append(limit - 1) }
      if widths.crowds != crowds, !widths.crowds.contains(limit) { widths.crowds.append(limit) }
      return widths
    }
  }

  public let widths: Widths

  public init(widths: Widths = .full) { self.widths = widths }

  /// Runs every chapter that is for this guard, each on guards that it makes itself.
  ///
  /// Calls `onBegin` with the name of each chapter before it begins: a guard that is not right may
  /// crash or block in it.
  public func tell<Guard: SessionGuard & ~Copyable>(
    _: Guard.Type, onBegin: (_ chapter: String) -> Void = { _ in }
  ) -> [SequentialFinding] where Guard.Fault == Never {
    let widths = widths.within(Guard.strategy)
    return SequentialChapter.allCases.filter { $0.isTold(of: Guard.strategy) }.map { chapter in
      onBegin(chapter.name)
      let tally = SequentialTally()
      let wrong = chapter.tell(Guard.self, widths, tally)
      return SequentialFinding(
        chapter: chapter.name, idea: chapter.idea, wrong: wrong, tried: tally.tried)
    }
  }

  /// What all of these chapters tried together.
  public static func tried(_ findings: [SequentialFinding]) -> SequentialTried {
    findings.reduce(into: SequentialTried()) { $0.join($1.tried) }
  }
}
