/// What a few threads do to one slot of a guard, as a script.
///
/// The slot's session is open when the threads start; its generation is one more than `history`.
public struct Scenario: Sendable {
  /// One thing that a thread does.
  public enum Act: Sendable, Hashable {
    /// Sends to that generation, granted or not: whoever is granted one that is over uses no
    /// session, or another's, and that is what is seen.
    case send(UInt32)
    /// Sends to that generation, which must be granted.
    case sendGranted(UInt32)
    /// Closes that generation, and may or may not be the one.
    case close(UInt32)
    /// Closes that generation when another has, or nobody can: it must not win.
    case closeLoses(UInt32)
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
    public let acts: [Act]

    public init(_ name: String, _ acts: Act...) { self.init(name, acts: acts) }

    init(_ name: String, acts: [Act]) {
      self.name = name
      self.acts = acts
    }
  }

  public let name: String
  /// What it is there to find, in one line.
  public let idea: String
  public let parts: [Part]
  /// Lives of the slot before the threads start.
  public let history: UInt32
  public let lastGeneration: UInt32
  /// The generations that are open while the threads run, first to last.
  let generations: ClosedRange<UInt32>

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
    let opened = parts.flatMap(\.acts).compactMap { act -> UInt32? in
      if case .open(let generation) = act { generation } else { nil }
    }
    generations = history + 1...max(history + 1, opened.max() ?? 0)
  }
}
