public import Reactor
public import SessionGuards

/// What a handler throws to close the session whose packet breaks its protocol.
@frozen
public struct Rejection: Error {
  /// Makes a rejection; it says no more than that.
  @inlinable
  public init() {}
}

/// What a server does with its sessions.
///
/// Each reactor has a handler of its own and calls it on its own thread, so a handler needs no lock
/// for what it keeps. Callbacks may send to any session and disconnect any, also the one they are
/// about; they must not wait. What is sent within a callback leaves with the batch of events that
/// it belongs to. What has to wait goes on in a task, which keeps the session: see `KeptSession`.
///
/// With `Topology.shared`, the callbacks of one session may come on different reactors, and so to
/// different handlers: one after the other, and each sees what the ones before did. What a handler
/// keeps is the reactor's then, and not the session's; the state of a session belongs where all
/// handlers reach it. What a callback sends to other sessions is written as an outside thread's
/// sends are.
///
///     import GuardedServer
///     import SessionGuards
///
///     struct Echo: SessionHandler {
///       mutating func onReceive(
///         _ packet: RawSpan, from id: SessionID,
///         via sender: inout some SessionSender & ~Copyable
///       ) throws(Rejection) {
///         guard packet.byteCount <= 200 else { throw Rejection() }
///         sender.send(packet, to: id)
///       }
///     }
public protocol SessionHandler: SendableMetatype {
  /// Runs once on the reactor's thread before anything else.
  mutating func onStart(reactor: Int)

  /// A session began. Its id may be handed to other threads from here on.
  ///
  /// They may send at once, before this returns as well. What this call sends to the session still
  /// goes out first, all of it: no other thread's frame comes before it or in between. What they
  /// send waits in the session's queue for so long.
  mutating func onAccept(_ id: SessionID, via sender: inout some SessionSender & ~Copyable)

  /// A whole frame arrived; `packet` is its payload, valid during the call.
  ///
  /// A thrown `Rejection` closes this session, once its output so far had one attempt to be
  /// written. If another thread is writing to the session just then, that output is lost.
  mutating func onReceive(
    _ packet: RawSpan, from id: SessionID, via sender: inout some SessionSender & ~Copyable
  ) throws(Rejection)

  /// The session has ended: no thread uses it any more, and its slot is about to be free.
  ///
  /// Once for every `onAccept`.
  mutating func onRelease(
    _ id: SessionID, because reason: CloseReason, via sender: inout some SessionSender & ~Copyable)

  /// Something happened that is no session's doing; the server goes on.
  mutating func onNotice(_ notice: ServerNotice)
}

/// What a server tells its handlers beside what its sessions do. None of it ends the server.
@frozen
public enum ServerNotice: Sendable, Equatable {
  /// There is no descriptor or no memory for another connection. Accepting is tried again after a
  /// pause. A connection that was accepted and cannot be watched is closed.
  case acceptPaused(Errno)
  /// All of this reactor's slots are taken: its accepting resumes when one of them is free. Other
  /// reactors go on with theirs.
  case slotsExhausted
  /// Connections are accepted again.
  case acceptResumed
  /// The guard or the server broke a promise; so many times in all. See `LanServer.violations`. The
  /// handler of the first reactor is told.
  case violations(Int)
}

extension SessionHandler {
  @inlinable
  public mutating func onStart(reactor _: Int) {}
  @inlinable
  public mutating func onAccept(_: SessionID, via _: inout some SessionSender & ~Copyable) {}
  @inlinable
  public mutating func onRelease(
    _: SessionID, because _: CloseReason, via _: inout some SessionSender & ~Copyable
  ) {}
  @inlinable
  public mutating func onNotice(_: ServerNotice) {}
}

/// Why a session ended; the first reason that was given.
@frozen
public enum CloseReason: UInt8, CaseIterable, Sendable {
  /// The peer ended its stream.
  case peerEnded = 1
  /// The connection broke: a reset, or an error of the kernel's.
  case connectionFailed
  /// A thread called `disconnect`.
  case disconnected
  /// More was queued for the peer than the configuration allows: it reads too slowly, or its
  /// reactor was too busy to write.
  case slowReader
  /// A frame of length zero, or longer than the configuration allows.
  case malformedFrame
  /// The handler threw `Rejection`.
  case rejected
  /// The server was stopped, or drained.
  case stopped
}
