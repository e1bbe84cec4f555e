public import Reactor
public import SessionGuards

/// What a handler throws to close the session whose packet breaks its protocol.
@frozen
public struct Rejection: Error {
  @inlinable
  public init() {}
}

/// What a server does with its sessions.
///
/// Each reactor has a handler of its own and calls it on its own thread, so a handler needs no lock
/// for what it keeps. Callbacks may send to any session and disconnect any, also the one they are
/// about; they must not wait. What is sent within a callback leaves with the batch of events that
/// it belongs to.
///
///     struct Echo: SessionHandler {
///       mutating func onReceive(
///         _ id: SessionID, _ packet: RawSpan, _ sender: inout some SessionSender & ~Copyable
///       ) {
///         _ = sender.send(id, packet)
///       }
///     }
public protocol SessionHandler: SendableMetatype {
  /// Runs once on the reactor's thread before anything else.
  mutating func onStart(reactor: Int)

  /// A session began. Its id may be handed to other threads from here on.
  ///
  /// They may send at once, before this returns as well. What this call sends to the session still
  /// goes out first, all of it: nobody else's frame comes before it or in between. What they send
  /// waits in the session's queue for so long.
  mutating func onAccept(_ id: SessionID, _ sender: inout some SessionSender & ~Copyable)

  /// A whole frame arrived; `packet` is its payload, valid during the call.
  ///
  /// A thrown `Rejection` closes this session, once its output so far had one attempt to be
  /// written.
  mutating func onReceive(
    _ id: SessionID, _ packet: RawSpan, _ sender: inout some SessionSender & ~Copyable
  ) throws(Rejection)

  /// The session has ended: nobody uses it any more, and its slot is about to be free.
  ///
  /// Once for every `onAccept`.
  mutating func onRelease(
    _ id: SessionID, _ reason: CloseReason, _ sender: inout some SessionSender & ~Copyable)

  /// Something went wrong that is no session's fault; the server goes on.
  mutating func onError(_ trouble: ServerTrouble)
}

/// What may go wrong without ending the server.
@frozen
public enum ServerTrouble: Sendable, Equatable {
  /// No descriptor or no memory for another connection, or none to watch it, and then it is closed
  /// unheard: accepting resumes when there may be.
  case acceptPaused(Errno)
  /// All of this reactor's slots are taken: its accepting resumes when one of them is free. Other
  /// reactors go on with theirs.
  case slotsExhausted
  /// Connections are accepted again.
  case acceptResumed
  /// The guard or the server broke a promise; so many times in all. See `LanServer.violations`.
  case violations(Int)
}

extension SessionHandler {
  @inlinable
  public mutating func onStart(reactor _: Int) {}
  @inlinable
  public mutating func onAccept(_: SessionID, _: inout some SessionSender & ~Copyable) {}
  @inlinable
  public mutating func onRelease(
    _: SessionID, _: CloseReason, _: inout some SessionSender & ~Copyable
  ) {}
  @inlinable
  public mutating func onError(_: ServerTrouble) {}
}

/// Why a session ended; the first to say so wins.
@frozen
public enum CloseReason: UInt8, CaseIterable, Sendable {
  /// The peer ended its stream.
  case peerEnded = 1
  /// The connection broke: a reset, or an error of the kernel's.
  case connectionFailed
  /// Somebody called `disconnect`.
  case disconnected
  /// More was queued for the peer than the plan allows: it reads too slowly, or its reactor was too
  /// busy to write.
  case slowReader
  /// A frame of length zero, or longer than the plan allows.
  case malformedFrame
  /// The handler threw `Rejection`.
  case rejected
  /// The server was stopped, or drained.
  case stopped
}
