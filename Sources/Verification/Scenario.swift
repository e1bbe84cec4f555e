public import SessionGuards

/// What a few threads do to two neighbouring slots of a guard, as a script.
///
/// Both slots' sessions are open when the threads start. Most scripts are about slot 1; slot 0 has
/// a session of generation 1 beside it. The generation in slot 1 is one more than `history`.
public struct Scenario: Sendable {
  /// One thing that a thread does.
  public enum Act: Sendable, Hashable {
    /// Sends to that generation, granted or not. A thread that is granted one that is over uses no
    /// session, or another's, and that is what is seen.
    case send(UInt32)
    /// Sends to that generation, which must be granted.
    case sendGranted(UInt32)
    /// Sends to that generation. If the thread was told before that a close has won, an early guard
    /// must refuse it.
    case sendTold(UInt32)
    /// Sends to generation 1 of the slot beside, which must be granted: no thread closes it.
    case sendBeside
    /// Does one of the others in the slot beside.
    indirect case beside(Act)
    /// Closes that generation, and may or may not be the thread that wins. If it is, it asks for a
    /// lease at once, which an early guard must refuse.
    case close(UInt32)
    /// Closes that generation and asks for nothing: no later access of the thread makes up for an
    /// order that the close should have.
    case closeSilently(UInt32)
    /// Closes that generation when another has, or no thread can: it must not win.
    case closeLoses(UInt32)
    /// Sends to that generation of both slots in one batch of leases, granted or not: this slot's
    /// first.
    case sendAll(UInt32)
    /// Closes that generation of both slots in one batch; no other thread closes them.
    case closeAll(UInt32)
    /// Touches the session on the reactor's own unit, without a lease.
    case serve(UInt32)
    /// Waits until that generation was reclaimed, and sees the slot as its last user left it.
    case settle(UInt32)
    /// Prepares the slot and opens it; it must get that generation.
    case open(UInt32)
    /// Opens the slot, which must have used up its generations.
    case openRetired
  }

  public struct Part: Sendable {
    public let name: String
    /// The slot that the acts are about.
    public let slot: Slot
    public let acts: [Act]

    public init(_ name: String, in slot: Slot = 1, _ acts: Act...) {
      self.init(name, in: slot, acts: acts)
    }

    init(_ name: String, in slot: Slot = 1, acts: [Act]) {
      precondition(slot < Scenario.slotCount, "a scenario has two slots, 0 and 1")
      self.name = name
      self.slot = slot
      self.acts = acts
    }
  }

  public let name: String
  /// What the scenario is there to find, in one line.
  public let idea: String
  public let parts: [Part]
  /// By which participant each part is played: a permutation.
  public private(set) var places: [Int]
  /// Lives of slot 1 before the threads start.
  public let history: UInt32
  public let lastGeneration: UInt32
  /// Slots of the guard.
  public static var slotCount: Int { 2 }

  public init(
    _ name: String, _ idea: String, history: UInt32 = 0, lastGeneration: UInt32 = .max,
    _ parts: Part...
  ) {
    self.init(name, idea, history: history, lastGeneration: lastGeneration, parts: parts)
  }

  init(
    _ name: String, _ idea: String, history: UInt32 = 0, lastGeneration: UInt32 = .max,
    parts: [Part]
  ) {
    self.name = name
    self.idea = idea
    self.history = history
    self.lastGeneration = lastGeneration
    self.parts = parts
    places = Array(parts.indices)
  }

  /// The generations of a slot that are open while the threads run, first to last.
  func generations(in slot: Slot) -> ClosedRange<UInt32> {
    let first = slot == 1 ? history + 1 : 1
    let opened = parts.filter { $0.slot == slot }.flatMap(\.acts).compactMap { act -> UInt32? in
      if case .open(let generation) = act { generation } else { nil }
    }
    return first...max(first, opened.max() ?? 0)
  }

  /// Whether a part asks if it was told of a close.
  var tellsOfClose: Bool {
    parts.contains { part in
      part.acts.contains { act in if case .sendTold = act { true } else { false } }
    }
  }

  /// The last generation of any slot.
  var lastOpened: UInt32 { max(generations(in: 0).upperBound, generations(in: 1).upperBound) }
}

// A guard may treat its participants differently, and any of them may play any part.
extension Scenario {
  /// The same script, its parts played by these participants.
  public func placed(_ places: [Int]) -> Scenario {
    precondition(places.sorted() == Array(parts.indices), "places are a permutation of the parts")
    var scenario = self
    scenario.places = places
    return scenario
  }

  /// The script with its parts played by every permutation of the participants, this one first.
  public var placements: [Scenario] {
    var permutations: [[Int]] = [[]]
    for _ in parts {
      permutations = permutations.flatMap { begun in
        parts.indices.filter { !begun.contains($0) }.map { begun + [$0] }
      }
    }
    return [self] + permutations.filter { $0 != places }.map(placed)
  }

  /// The placements in which each part is played by each participant once.
  var rotations: [Scenario] {
    parts.indices.map { by in placed(places.map { ($0 + by) % parts.count }) }
  }
}
