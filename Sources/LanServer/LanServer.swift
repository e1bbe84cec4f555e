public import Reactor
public import SessionGuards
import Synchronization

/// A LAN server for sessions that any thread may send to at any time.
///
/// Generic over the guard that protects the sessions' lifetime. Packets are framed by a 16-bit
/// little-endian length; see `SessionHandler` for what comes in and `SessionSender` for what goes
/// out.
///
/// A game server that echoes chat to everybody, and whose world thread sends the time twenty times
/// a second:
///
///     struct Chat: SessionHandler {
///       let world: World                     // the game's own, Sendable
///       var here: Set<SessionID> = []        // this reactor's sessions; no lock needed
///
///       mutating func onAccept(_ id: SessionID, _ sender: inout some SessionSender & ~Copyable) {
///         here.insert(id)
///         world.joined(id)
///       }
///       mutating func onReceive(
///         _ id: SessionID, _ packet: RawSpan, _ sender: inout some SessionSender & ~Copyable
///       ) throws(Rejection) {
///         guard packet.byteCount <= 200 else { throw Rejection() }
///         for other in here { _ = sender.send(other, packet) }
///       }
///       mutating func onRelease(
///         _ id: SessionID, _: CloseReason, _ sender: inout some SessionSender & ~Copyable
///       ) {
///         here.remove(id)
///         world.left(id)
///       }
///     }
///
///     var plan = ServerPlan()
///     plan.endpoint = .anyInterface(port: 7777)
///     let server = try LanServer(PackedGuard<HardwareWord>.self, plan)
///     try server.start { _ in Chat(world: world) }
///
///     // On the world's thread. Ids may be stale: a refusal is all that comes of it.
///     var sender = server.makeSender()!
///     world.everyTick { now in
///       for id in world.everybody where !sender.send(id, now.span) { world.left(id) }
///     }
///
///     server.drain(graceMilliseconds: 2000)
public final class LanServer<Guard: SessionGuard & ~Copyable, P: Port>: Sendable
where Guard.Fault == Never {
  /// Where it listens, with the port that the kernel chose if the plan left it open.
  public let endpoint: Endpoint
  /// Its sessions.
  public let table: SessionTable<Guard>
  @usableFromInline let port: P
  private let life: Mutex<Life>

  /// What a server has while it lives: seats from the start, threads once it serves.
  private struct Life {
    var seats: [ReactorSeat]
    var threads: [WorkerThread] = []
    var hasStarted = false
  }

  /// Claims memory, listeners and everything else; serves nobody before `start`.
  ///
  /// Throws EADDRINUSE if anybody listens at the plan's endpoint. Two servers of several reactors
  /// that begin in the same instant may miss each other.
  public init(_ kind: Guard.Type = Guard.self, _ plan: ServerPlan, port: P) throws(Errno) {
    // Listeners of several reactors share their port, and would share it with another server's as
    // well.
    if plan.reactorCount > 1 { try Listener.checkFree(plan.endpoint) }
    let table = try SessionTable(kind, plan)
    var seats: [ReactorSeat] = []
    var endpoint = plan.endpoint
    for number in 0..<plan.reactorCount {
      let seat = try ReactorSeat(number, at: endpoint, plan, table.slab, table.ledger)
      endpoint = seat.endpoint
      seats.append(seat)
    }
    self.table = table
    life = Mutex(Life(seats: seats))
    self.endpoint = endpoint
    self.port = port
  }

  deinit {
    life.withLock { precondition($0.threads.isEmpty, "a server was dropped, not stopped") }
  }

  /// Starts the reactors. `makeHandler` runs once on each reactor's own thread, with its number.
  @inlinable
  public func start<Handler: SessionHandler>(
    _ makeHandler: @escaping @Sendable (Int) -> Handler
  ) throws(Errno) {
    try launch { [table, port] seat in
      {
        var loop = ReactorLoop(table, seat, handler: makeHandler(seat.number), port: port)
        loop.run()
      }
    }
  }

  /// Starts a thread for each seat, or ends those that were started if the kernel refuses one.
  ///
  /// Under the mutex: whoever ends the server meanwhile waits until there is all of it to end.
  @usableFromInline
  func launch(_ work: (ReactorSeat) -> @Sendable () -> Void) throws(Errno) {
    do throws(Errno) {
      try life.withLock { (life) throws(Errno) in
        precondition(!life.hasStarted, "a server starts once, and not after its end")
        life.hasStarted = true
        for seat in life.seats { life.threads.append(try WorkerThread(work(seat))) }
      }
    } catch {
      stop()
      throw error
    }
  }

  /// A sender for the calling thread; nil when the plan's outside senders are all in use.
  public func makeSender() -> OutsideSender<Guard, P>? {
    OutsideSender(table, port: port)
  }

  /// Accepts no more, lets every session's output be written and its peer end, and returns when all
  /// sessions are released; those left after the grace are closed. Not to be called from a
  /// callback, whose thread would wait for its own end: that traps.
  ///
  /// A session whose output is written takes nothing more: what its peer still sends is not heard,
  /// and sends to it answer false.
  public func drain(graceMilliseconds: Int64) {
    end(.drain, graceMilliseconds)
  }

  /// Closes all sessions and returns when they are released. Not to be called from a callback.
  public func stop() {
    end(.stop, 0)
  }

  private func end(_ order: Mailbox.Order, _ graceMilliseconds: Int64) {
    // Joining under the mutex: whoever else ends the server waits until it has ended.
    life.withLock {
      for seat in $0.seats {
        unsafe seat.mailbox.pointee.give(order, graceMilliseconds: graceMilliseconds)
      }
      for thread in $0.threads { thread.join() }
      // The last to hold the seats: their descriptors are closed here. The wake-ups are the
      // table's, for a thread that found a reactor asleep may be about to signal it.
      $0 = Life(seats: [], hasStarted: true)
    }
  }

  /// What has been done so far.
  public var counters: ServerCounters { table.counters }

  /// The first hundred promises of the guard that were found broken.
  public var violations: [Violation] { table.violations }
}

extension LanServer where P == SocketPort, Guard: ~Copyable {
  /// Listens on the kernel's sockets.
  public convenience init(_ kind: Guard.Type = Guard.self, _ plan: ServerPlan) throws(Errno) {
    try self.init(kind, plan, port: SocketPort())
  }
}
