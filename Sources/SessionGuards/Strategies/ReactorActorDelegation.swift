/// One actor a slot, whose executor is the thread of the reactor that owns the slot.
///
/// As `ActorDelegation`, but a session's uses run on the thread that also reads its socket, as in a
/// server that keeps its connections on event loops. Every send crosses to that thread and back:
/// the price is two queues, and a wake-up wherever the other side sleeps.
///
/// Source: SE-0392, custom actor executors; SwiftNIO's event loops as executors.
@frozen
public struct ReactorActorDelegation: AwaitedDelegation {
  public static var strategy: Strategy { .actorReactor }
  public static var runsOnReactors: Bool { true }

  @usableFromInline
  actor Host {
    @usableFromInline var sessions: SlotSessions
    private let reactor: ReactorExecutor

    @usableFromInline nonisolated var unownedExecutor: UnownedSerialExecutor {
      // Safe: the delegation keeps the reactor's executor as long as its actors.
      unsafe reactor.asUnownedSerialExecutor()
    }

    init(_ sessions: SlotSessions, on reactor: ReactorExecutor) {
      self.sessions = sessions
      self.reactor = reactor
    }

    func open() -> SessionID? { sessions.open() }

    @inlinable
    func use<Result: Sendable>(
      _ id: SessionID, _ body: @Sendable (SessionID) -> Result
    ) -> Result? { sessions.has(id) ? body(id) : nil }

    func close(_ id: SessionID) -> Bool { sessions.close(id) }
  }

  @usableFromInline let hosts: [Host]

  public init(
    slotCount: Int, lastGeneration: UInt32, reactors: [ReactorExecutor], reclaim: Reclaim<Never>
  ) {
    let share = (slotCount + reactors.count - 1) / reactors.count
    hosts = (0..<Slot(slotCount)).map {
      Host(
        SlotSessions(slot: $0, lastGeneration: lastGeneration, reclaim: reclaim),
        on: reactors[Int($0) / share])
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
  /// One actor a slot, on the thread of the slot's reactor.
  public static let actorReactor = Strategy(
    name: "actor-reactor", idea: "an actor a slot, run by its reactor's thread; each send awaits",
    closeRule: .early, isExclusive: true, source: "SE-0392; SwiftNIO's event loops",
    isDelegation: true, exemptions: actor.exemptions)
}
