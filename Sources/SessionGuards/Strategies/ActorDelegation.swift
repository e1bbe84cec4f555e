/// One actor a slot, on the default executor: plain Swift.
///
/// The actor is the sessions' owner: the language lets one task at a time into it, so a session's
/// uses follow one another and a close stands between two of them. That is all there is to why it
/// is safe. An id is looked at inside, where no other task is.
///
/// A sender that calls an actor in which no task is goes on in it on its own thread; one that
/// finds it taken is queued, its thread does other work, and the actor's thread runs it later.
///
/// Source: what server authors write in Swift since 5.5.
@frozen
public struct ActorDelegation: AwaitedDelegation {
  public static var strategy: Strategy { .actor }
  public static var runsOnReactors: Bool { false }

  @usableFromInline
  actor Host {
    @usableFromInline var sessions: SlotSessions

    init(_ sessions: SlotSessions) { self.sessions = sessions }

    func open() -> SessionID? { sessions.open() }

    @inlinable
    func use<Result: Sendable>(
      _ id: SessionID, _ body: @Sendable (SessionID) -> Result
    ) -> Result? { sessions.has(id) ? body(id) : nil }

    func close(_ id: SessionID) -> Bool { sessions.close(id) }
  }

  @usableFromInline let hosts: [Host]

  public init(
    slotCount: Int, lastGeneration: UInt32, reactors _: [ReactorExecutor],
    reclaim: Reclaim<Never>
  ) {
    hosts = (0..<Slot(slotCount)).map {
      Host(SlotSessions(slot: $0, lastGeneration: lastGeneration, reclaim: reclaim))
    }
  }

  public func open(_ slot: Slot) async -> SessionID? { await hosts[Int(slot)].open() }

  @inlinable
  public func use<Result: Sendable>(
    _ id: SessionID, _ body: @Sendable (SessionID) -> Result
  ) async -> Result? { await hosts[Int(id.slot)].use(id, body) }

  public func close(_ id: SessionID) async -> Bool { await hosts[Int(id.slot)].close(id) }
}

extension Strategy {
  /// One actor a slot.
  public static let actor = Strategy(
    name: "actor", idea: "an actor a slot on the default executor, which each send awaits",
    closeRule: .early, isExclusive: true, source: "plain Swift",
    isDelegation: true,
    exemptions: [
      Exemption(
        from: .proof,
        because: "which task runs in an actor is the Swift runtime's matter, of which no model "
          + "knows: the bench's oracle stands in"),
      Exemption(
        from: .mutants,
        because: "all that it does is look at a generation where no other task is: the language "
          + "has the rest"),
      Exemption(
        from: .x86Shape,
        because: "an async function is cut at each await, and has no loop that could be read"),
      Exemption(
        from: .armShape,
        because: "Arm code is compiled for bare metal, which has no concurrency runtime"),
    ])
}
