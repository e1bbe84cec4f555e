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
