@_exported public import struct Reactor.Endpoint
@_exported public import struct Reactor.Errno

/// How output of threads other than the session's own reactor reaches the socket.
@frozen
public enum FlushMode: String, CaseIterable, Sendable {
  /// The sending thread writes at once, unless another thread is writing.
  case direct
  /// The sending thread leaves it to the reactor, with one wake-up for many messages.
  case deferred
}

/// Which thread serves a session.
@frozen
public enum Topology: String, CaseIterable, Sendable {
  /// The reactor that accepted it: each reactor has sessions of its own.
  case owned
  /// Any reactor, one at a time: all of them take events from one epoll instance, as the threads of
  /// a completion port do.
  ///
  /// A session's callbacks follow one another, but not on one thread, and not in one handler: see
  /// `SessionHandler`.
  case shared
}

/// What becomes of an entry that was meant for an earlier session of its slot.
///
/// No correct guard lets one come to be. It is counted and named in either case.
@frozen @usableFromInline
package enum StrayRule: Sendable {
  case drop
  /// Deliver it to the wrong client, as a server without generations would: for a bench that wants
  /// its clients to see what a guard that is not right does.
  case deliver
}

/// A server's limits, all of them fixed before it starts: `LanServer.Configuration`.
///
///     import GuardedServer
///     import SessionGuards
///
///     func makeServer() throws -> LanServer<Guards.Packed> {
///       var configuration: LanServer.Configuration = .init(endpoint: .anyInterface(port: 7777))
///       configuration.slotCount = 10_000
///       configuration.peerTimeout = .seconds(20)
///       return try LanServer(Guards.Packed.self, configuration)
///     }
public struct ServerConfiguration: Sendable {
  /// Where the server listens; port 0 leaves the port to the kernel, and `LanServer.endpoint` says
  /// which one it is.
  public var endpoint = Endpoint.loopback()
  /// Each is a thread; with `Topology.owned`, it has an epoll instance, a listener and slots of its
  /// own.
  public var reactorCount = 1
  /// Which of the reactors serves a session.
  public var topology = Topology.owned
  /// Sessions at once, over all reactors: each has the same share, rounded up. With
  /// `Topology.shared` there are no shares.
  ///
  /// The kernel deals connections to reactors by a hash, and none takes what another has no slot
  /// for: a reactor whose share is in use pauses accepting, and what the kernel deals to it waits
  /// until one of its own sessions ends, though others may have slots left. For so many clients in
  /// any case, have as many slots for each reactor.
  public var slotCount = 1024
  /// Senders outside the reactors at once; `makeSender` returns nil above it.
  public var outsideSenderCount = 16
  /// Bytes of payload in one frame, 1 to 65,535; a longer frame closes its session.
  public var maximumPayload = 8192
  /// Bytes that may wait for one peer, once for its own reactor's sends and once for all other
  /// threads'; rounded up to a power of two. One more, and the session is closed as a slow reader.
  ///
  /// The limit cannot tell a slow reader from a slow reactor: what waits for a batch, as all of
  /// other threads' output does with `deferred`, counts too. Allow for what they send while the
  /// slowest callback runs.
  public var queueBytes = 128 * 1024
  /// Which thread writes what a thread sends to a session that is not of its own reactor.
  public var flush = FlushMode.direct
  /// The kernel's send buffer per connection; nil leaves it to the kernel.
  public var sendBufferBytes: Int32?
  /// How long a peer may be gone before its session ends with `connectionFailed`: 1 to 32,767
  /// seconds, rounded up to whole ones. Nil for as long as it likes.
  ///
  /// A peer that is there answers the kernel's questions, however long it is silent. One that
  /// vanished without a word (a cable, a power cut) would hold its slot for ever. One that is there
  /// but has read nothing of what waits for it for so long is taken for gone as well.
  public var peerTimeout: Duration? = .seconds(60)
  /// Connections that the kernel keeps waiting for `accept`, per reactor.
  public var waitingConnections: Int32 = 4096
  @usableFromInline package var strays = StrayRule.drop
  /// Where a slot's life ends; lower only to see it end.
  package var lastGeneration = UInt32.max

  /// Makes a configuration of the defaults, apart from these.
  public init(endpoint: Endpoint = .loopback(), slotCount: Int = 1024, reactorCount: Int = 1) {
    self.endpoint = endpoint
    self.slotCount = slotCount
    self.reactorCount = reactorCount
  }

  /// How many shares the slots have, each with an epoll instance, a listener and a mailbox.
  package var shareCount: Int { topology == .owned ? reactorCount : 1 }

  /// The slots of one share, of which a reactor may have any.
  package var slotsPerReactor: Int { (slotCount + shareCount - 1) / shareCount }

  /// The peer's time-out as the kernel takes it, in whole seconds.
  var peerTimeoutSeconds: Int32? {
    guard let (seconds, attoseconds) = peerTimeout?.components else { return nil }
    return Int32(clamping: seconds + (attoseconds > 0 ? 1 : 0))
  }

  /// The configuration with as many slots as the shares come to; traps if no server can be like
  /// that.
  func checked() -> ServerConfiguration {
    precondition(reactorCount >= 1, "a server has at least one reactor")
    precondition(slotCount >= 1, "a server has at least one slot")
    precondition(slotCount < 1 << 30, "a server has fewer than 2^30 slots")
    precondition(outsideSenderCount >= 0, "a server cannot have a negative number of senders")
    precondition(1...65_535 ~= maximumPayload, "a frame's length is a 16-bit number")
    precondition(
      1...32_767 ~= peerTimeoutSeconds ?? 1, "a peer's time-out is 1 to 32,767 seconds")
    precondition(1...(1 << 30) ~= queueBytes, "a queue has 1 byte to 1 GiB")
    var configuration = self
    configuration.slotCount = slotsPerReactor * shareCount
    precondition(configuration.slotCount < 1 << 30, "a server has fewer than 2^30 slots")
    return configuration
  }
}
