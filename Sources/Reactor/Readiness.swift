public import CSystem

/// What a descriptor is watched for, and what an event says about it.
@frozen
public struct Readiness: OptionSet, Sendable {
  public let rawValue: UInt32

  @inlinable
  public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// Bytes, a connection or the end of the stream can be read.
  public static var readable: Readiness {
    @inlinable get { Readiness(rawValue: EPOLLIN.rawValue) }
  }
  /// The kernel takes bytes to send, or a connection attempt has ended.
  public static var writable: Readiness {
    @inlinable get { Readiness(rawValue: EPOLLOUT.rawValue) }
  }
  /// The peer sends no more.
  public static var peerEnded: Readiness {
    @inlinable get { Readiness(rawValue: EPOLLRDHUP.rawValue) }
  }
  /// Both directions have ended; always watched for.
  public static var hangUp: Readiness {
    @inlinable get { Readiness(rawValue: EPOLLHUP.rawValue) }
  }
  /// The descriptor has failed; always watched for.
  public static var failed: Readiness {
    @inlinable get { Readiness(rawValue: EPOLLERR.rawValue) }
  }
  /// Asks for changes rather than for states: one event per edge.
  public static var edges: Readiness {
    @inlinable get { Readiness(rawValue: EPOLLET.rawValue) }
  }
}
