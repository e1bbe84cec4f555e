/// Hands the uses of sessions over to actors, each of which its sender awaits.
///
/// What `SessionDelegation` is to threads, in the language's own terms: an actor owns the sessions
/// of a slot, and a task that wants to use one calls the actor, which looks whether the id still
/// names the session. So a sender has one handover that is not finished, and needs no bound.
public protocol AwaitedDelegation: Sendable {
  static var strategy: Strategy { get }
  /// Whether its actors run on reactors' threads; the others run where the language puts them.
  static var runsOnReactors: Bool { get }

  /// Makes a delegation of free slots; the reactors have them in equal shares of neighbours.
  init(
    slotCount: Int, lastGeneration: UInt32, reactors: [ReactorExecutor], reclaim: Reclaim<Never>)

  /// Begins the next session in a free slot; nil once the slot has used up its generations.
  func open(_ slot: Slot) async -> SessionID?

  /// Runs `body` where the session lives, and returns what it returns; nil, without running it, if
  /// the session has ended.
  func use<Result: Sendable>(
    _ id: SessionID, _ body: @Sendable (SessionID) -> Result
  ) async -> Result?

  /// Ends the session; returns whether this call was the first.
  func close(_ id: SessionID) async -> Bool
}

/// The sessions of one slot, as an actor keeps them: one after the other.
@frozen
public struct SlotSessions: Sendable {
  @usableFromInline let slot: Slot
  @usableFromInline let lastGeneration: UInt32
  @usableFromInline let reclaim: Reclaim<Never>
  @usableFromInline var generation: UInt32 = 0
  @usableFromInline var isOpen = false

  @inlinable
  init(slot: Slot, lastGeneration: UInt32, reclaim: Reclaim<Never>) {
    self.slot = slot
    self.lastGeneration = lastGeneration
    self.reclaim = reclaim
  }

  @inlinable
  func has(_ id: SessionID) -> Bool { isOpen && generation == id.generation }

  @inlinable
  mutating func open() -> SessionID? {
    guard generation < lastGeneration else { return nil }
    generation += 1
    isOpen = true
    return SessionID(slot: slot, generation: generation)
  }

  @inlinable
  mutating func close(_ id: SessionID) -> Bool {
    guard has(id) else { return false }
    isOpen = false
    reclaim(id)
    return true
  }
}
