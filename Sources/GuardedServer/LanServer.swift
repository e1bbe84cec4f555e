import Glibc
public import Reactor
public import SessionGuards
import Synchronization

/// A LAN server for sessions that any thread may send to at any time.
///
/// Generic over the guard that protects the sessions' lifetime. Packets are framed by a 16-bit
/// little-endian length; see `SessionHandler` for what comes in and `SessionSender` for what goes
/// out.
///
/// A game server that echoes chat to all of a reactor's clients, and whose world thread sends news
/// to all there are:
///
///     import GuardedServer
///     import SessionGuards
///     import Synchronization
///
///     final class World: Sendable {   // the game's own
///       private let members = Mutex<Set<SessionID>>([])
///       func join(_ id: SessionID) { members.withLock { _ = $0.insert(id) } }
///       func leave(_ id: SessionID) { members.withLock { _ = $0.remove(id) } }
///       var all: Set<SessionID> { members.withLock { $0 } }
///     }
///
///     struct Chat: SessionHandler {
///       let world: World
///       var here: Set<SessionID> = []   // this reactor's sessions; no lock needed
///
///       mutating func onAccept(_ id: SessionID, via _: inout some SessionSender & ~Copyable) {
///         here.insert(id)
///         world.join(id)
///       }
///       mutating func onReceive(
///         _ packet: RawSpan, from _: SessionID,
///         via sender: inout some SessionSender & ~Copyable
///       ) throws(Rejection) {
///         guard packet.byteCount <= 200 else { throw Rejection() }
///         for id in here { sender.send(packet, to: id) }
///       }
///       mutating func onRelease(
///         _ id: SessionID, because _: CloseReason,
///         via _: inout some SessionSender & ~Copyable
///       ) {
///         here.remove(id)
///         world.leave(id)
///       }
///     }
///
///     func serve(_ world: World, ticks: Int) throws {
///       let server = try LanServer(
///         Guards.Packed.self, .init(endpoint: .anyInterface(port: 7777)))
///       try server.start { _ in Chat(world: world) }
///
///       // On the world's thread. Ids may be stale: a refusal is all that comes of it.
///       guard var sender = server.makeSender() else { return server.stop() }
///       for tick in 0..<ticks {
///         let news = [UInt8(truncatingIfNeeded: tick)]
///         for id in world.all where !sender.send(news.span, to: id) { world.leave(id) }
///       }
///       server.drain(grace: .seconds(2))
///     }
public final class LanServer<Guard: SessionGuard & ~Copyable>: Sendable
where Guard.Fault == Never {
  /// A server's limits, such as where it listens and how many sessions it has.
  public typealias Configuration = ServerConfiguration

  /// Where it listens, with the port that the kernel chose if the configuration left it open.
  public let endpoint: Endpoint
  /// Its sessions.
  @usableFromInline package let table: SessionTable<Guard>
  private let life: Mutex<Life>

  /// What a server has while it lives: seats from the start, threads once it serves.
  private struct Life {
    var seats: [ReactorSeat]
    var threads: [WorkerThread] = []
    var hasStarted = false
  }

  /// Claims memory, listeners and all else that it needs; serves no client before `start`.
  ///
  /// Throws EADDRINUSE if a socket listens at the configuration's endpoint. Two servers of several
  /// reactors that begin in the same instant may miss each other.
  public init(
    _ kind: Guard.Type = Guard.self, _ configuration: Configuration = ServerConfiguration()
  ) throws(Errno) {
    // Listeners of several reactors share their port, and would share it with another server's as
    // well.
    if configuration.shareCount > 1 { try Listener.checkFree(configuration.endpoint) }
    let table = try SessionTable(kind, configuration)
    let seats = try ReactorSeat.all(configuration, table.slab, table.ledger)
    self.table = table
    life = Mutex(Life(seats: seats))
    endpoint = seats[0].endpoint
  }

  deinit {
    life.withLock { precondition($0.threads.isEmpty, "a server was dropped, not stopped") }
  }

  /// Starts the reactors. `makeHandler` runs once on each reactor's own thread, with its number.
  @inlinable
  public func start<Handler: SessionHandler>(
    _ makeHandler: @escaping @Sendable (Int) -> Handler
  ) throws(Errno) {
    try start(on: SocketPort(), makeHandler)
  }

  /// Starts reactors that read, write and accept through `port`.
  @inlinable
  package func start<Handler: SessionHandler, P: Port>(
    on port: P, _ makeHandler: @escaping @Sendable (Int) -> Handler
  ) throws(Errno) {
    try start(on: port, by: ServesFirst.self, makeHandler)
  }

  /// Starts reactors that serve what they share by that rule.
  @inlinable
  package func start<Handler: SessionHandler, P: Port, Rule: ServingRule>(
    on port: P, by _: Rule.Type, _ makeHandler: @escaping @Sendable (Int) -> Handler
  ) throws(Errno) {
    try launch { [table] seat in
      {
        let handler = makeHandler(seat.number)
        if let pool = seat.pool {
          var loop = SharedLoop<Guard, Handler, P, Rule>(table, seat, pool, handler, port)
          loop.run()
        } else {
          var loop = ReactorLoop(table, seat, handler: handler, port: port)
          loop.run()
        }
      }
    }
  }

  /// Starts a thread for each seat, or ends those that were started if the kernel refuses one.
  ///
  /// Under the mutex: a thread that ends the server meanwhile waits until all of it is there.
  @usableFromInline
  func launch(_ work: (ReactorSeat) -> @Sendable () -> Void) throws(Errno) {
    do throws(Errno) {
      try life.withLock { (life) throws(Errno) in
        precondition(!life.hasStarted, "a server starts once, and not after its end")
        life.hasStarted = true
        let server = ObjectIdentifier(table)
        for seat in life.seats {
          let body = work(seat)
          life.threads.append(
            try WorkerThread {
              ServingThread.enter(server)
              body()
            })
        }
      }
    } catch {
      stop()
      throw error
    }
  }

  /// Makes a sender for the calling thread; nil when the configuration's outside senders are all in
  /// use.
  public func makeSender() -> Sender? {
    guard let outside = OutsideSender(table, port: SocketPort()) else { return nil }
    return Sender(outside)
  }

  /// Accepts no more, lets every session's output be written and its peer end, and returns when all
  /// sessions are released; those left after the grace are closed. Not to be called from a
  /// callback, whose thread would wait for its own end: that traps.
  ///
  /// A session that is kept is released when it is dropped: see `stop`.
  ///
  /// A session whose output is written takes nothing more: what its peer still sends is not heard,
  /// and sends to it return false.
  public func drain(grace: Duration) {
    end(.drain, grace)
  }

  /// Closes all sessions and returns when they are released. Not to be called from a callback: that
  /// traps.
  ///
  /// A session that is kept (`KeptSession`) is not released before it is dropped, and this waits
  /// for that as long as it takes. So do not call it where it holds up the thread that is to drop
  /// one, such as in a task: from the program's own thread, for example.
  public func stop() {
    end(.stop, .zero)
  }

  private func end(_ order: Mailbox.Order, _ grace: Duration) {
    // Before the mutex: a thread that ends the server may have it, and wait for this one.
    precondition(
      !ServingThread.isCurrent(of: ObjectIdentifier(table)),
      "a callback ended its own server, and would wait for its own end: let another thread do it")
    // Joining under the mutex: another thread that ends the server waits until it has ended.
    life.withLock {
      for seat in $0.seats { unsafe seat.mailbox.pointee.give(order, grace: grace) }
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

/// Which server's reactor the current thread is.
enum ServingThread {
  // Safe: a key is made once and never given back; its value is compared, never followed.
  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    let result = unsafe pthread_key_create(&key, nil)
    precondition(result == 0, "no thread-specific key is left")
    return key
  }()

  /// Marks the calling thread, for as long as it runs.
  static func enter(_ server: ObjectIdentifier) {
    unsafe pthread_setspecific(key, UnsafeRawPointer(bitPattern: UInt(bitPattern: server)))
  }

  static func isCurrent(of server: ObjectIdentifier) -> Bool {
    unsafe UInt(bitPattern: pthread_getspecific(key)) == UInt(bitPattern: server)
  }
}

// MARK: - Sending from other threads

extension LanServer where Guard: ~Copyable {
  /// The sender of a thread that is no reactor; made by `makeSender`.
  ///
  /// May move between threads, and is one thread's at a time. It gives its place up when it ends.
  /// It keeps the sessions' memory, not the server: after a stop, everything is refused.
  @frozen
  public struct Sender: SessionSender, ~Copyable, Sendable {
    @usableFromInline var outside: OutsideSender<Guard, SocketPort>

    @usableFromInline
    init(_ outside: consuming OutsideSender<Guard, SocketPort>) { self.outside = outside }

    @inlinable @inline(__always) @discardableResult
    public mutating func send(_ packet: RawSpan, to id: SessionID) -> Bool {
      outside.send(packet, to: id)
    }

    @inlinable @inline(__always) @discardableResult
    public mutating func disconnect(_ id: SessionID) -> Bool { outside.disconnect(id) }

    @inlinable @inline(__always) @discardableResult
    public mutating func send(_ packet: RawSpan, to ids: Span<SessionID>) -> Int {
      outside.send(packet, to: ids)
    }

    @inlinable @inline(__always) @discardableResult
    public mutating func disconnectAll(_ ids: Span<SessionID>) -> Int {
      outside.disconnectAll(ids)
    }

    /// Tells the guard once more that this thread holds nothing.
    ///
    /// The end of each `send` and `disconnect` has told it already, and no shipped guard needs
    /// more. It is for a guard of your own that waits for every thread to say so after each close:
    /// call it before the thread pauses.
    @inlinable
    public mutating func rest() { outside.rest() }
  }
}
