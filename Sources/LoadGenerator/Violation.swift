/// Something that a correct server never does, as one client saw it.
public struct Violation: Codable, Equatable, Sendable {
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// A push that was meant for another session.
    case foreignPush = "foreign_push"
    /// A push whose sequence skips others of its sender.
    case pushHole = "push_hole"
    /// A push whose sequence came before.
    case duplicatePush = "duplicate_push"
    /// A push of which a byte behind the header is wrong.
    case corruptedPush = "corrupted_push"
    /// A reply that is not, byte for byte, the oldest message without one.
    case corruptedEcho = "corrupted_echo"
    /// A reply to nothing.
    case unaskedEcho = "unasked_echo"
    /// A frame that the protocol does not allow.
    case malformedFrame = "malformed_frame"
    /// A welcome to a session that another client was welcomed to.
    case sharedSession = "shared_session"
  }

  public var kind: Kind
  /// The number of the connection on the load side.
  public var connection: Int
  /// The session that the connection's welcome named; without a welcome the one that a push was
  /// for, else 0.
  public var slot: UInt32
  public var generation: UInt32
  /// The sender's number, if it was a push.
  public var sender: UInt32?
  public var expected: String
  public var found: String
}

extension Violation: CustomStringConvertible {
  public var description: String {
    let by = sender.map { " from sender \($0)" } ?? ""
    return "\(kind.rawValue) on connection \(connection), session \(slot) generation \(generation)"
      + "\(by): expected \(expected), found \(found)"
  }
}

/// The violations of one thread: all are counted, the first ones kept.
struct ViolationLog {
  static let keptCount = 100

  private(set) var count: UInt64 = 0
  private(set) var kept: [Violation] = []

  mutating func append(_ violation: Violation) {
    count += 1
    if kept.count < Self.keptCount { kept.append(violation) }
  }
}
