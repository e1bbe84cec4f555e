public import Reactor

/// How output of threads other than the session's own reactor reaches the socket.
@frozen
public enum FlushMode: String, CaseIterable, Sendable {
  /// The sending thread writes at once, unless somebody else is writing.
  case direct
  /// The sending thread leaves it to the reactor, with one wake-up for many messages.
  case deferred
}

/// What becomes of an entry that was meant for an earlier session of its slot.
///
/// No correct guard lets one come to be. It is counted and named in either case.
@frozen
public enum StrayRule: Sendable {
  case drop
  /// Deliver it to the wrong client, as a server without generations would: for a bench that wants
  /// its clients to see what a guard that is not right does.
  case deliver
}

/// A server's limits, all of them fixed before it starts.
public struct ServerPlan: Sendable {
  public var endpoint = Endpoint.loopback()
  /// Each is a thread with an epoll instance, a listener and slots of its own.
  public var reactorCount = 1
  /// Sessions at once, over all reactors: each has the same share, rounded up.
  ///
  /// The kernel deals connections to reactors by a hash, and none takes what another has no slot
  /// for: a reactor whose share is in use pauses accepting, and what the kernel deals to it waits
  /// until one of its own sessions ends, though others may have slots left. For so many clients in
  /// any case, have as many slots for each reactor.
  public var slotCount = 1024
  /// Senders outside the reactors at once; `makeSender` answers nil above it.
  public var outsideSenderCount = 16
  /// Bytes of payload in one frame, 1 to 65,535; a longer frame closes its session.
  public var maximumPayload = 8192
  /// Bytes that may wait for one peer, once for its own reactor's sends and once for everybody
  /// else's; rounded up to a power of two. One more, and the session is closed as a slow reader.
  ///
  /// The limit cannot tell a slow reader from a slow reactor: what waits for a batch, as all of
  /// other threads' output does with `deferred`, counts too. Allow for what they send while the
  /// slowest callback runs.
  public var queueBytes = 128 * 1024
  public var flush = FlushMode.direct
  public var strays = StrayRule.drop
  /// The kernel's send buffer per connection; nil leaves it to the kernel.
  public var sendBufferBytes: Int32?
  /// How long a peer may be gone before its session ends with `connectionFailed`; 1 to 32,767, and
  /// nil for as long as it likes.
  ///
  /// A peer that is there answers the kernel's questions, however long it is silent. One that
  /// vanished without a word (a cable, a power cut) would hold its slot for ever. One that is there
  /// but has read nothing of what waits for it for so long is taken for gone as well.
  public var peerTimeoutSeconds: Int32? = 60
  /// Connections that the kernel keeps waiting for `accept`, per reactor.
  public var waitingConnections: Int32 = 4096
  /// Where a slot's life ends; lower only to see it end.
  public var lastGeneration = UInt32.max

  public init() {}

  /// Every reactor's share of the slots.
  public var slotsPerReactor: Int { (slotCount + reactorCount - 1) / reactorCount }

  /// The plan with as many slots as the shares come to; traps if no server can be like that.
  func checked() -> ServerPlan {
    precondition(reactorCount >= 1, "a server has at least one reactor")
    precondition(slotCount >= 1, "a server has at least one slot")
    precondition(slotCount <= 1 << 30)
    precondition(outsideSenderCount >= 0)
    precondition(1...65_535 ~= maximumPayload, "a frame's length is a 16-bit number")
    precondition(1...32_767 ~= peerTimeoutSeconds ?? 1, "the kernel knows no such time-out")
    precondition(queueBytes >= 1 && queueBytes <= 1 << 30)
    var plan = self
    plan.slotCount = slotsPerReactor * reactorCount
    precondition(plan.slotCount < 1 << 30, "2^30 slots are the limit of the tables")
    return plan
  }
}
