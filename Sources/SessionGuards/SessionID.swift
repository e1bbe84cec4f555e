/// A place in the session table.
public typealias Slot = UInt32

/// Names one session: the slot it lives in, and which of that slot's sessions it is.
///
/// Never names another session, however often the slot is reused. No session has generation 0.
@frozen
public struct SessionID: Hashable, Sendable {
  /// The slot that the session lives in.
  public let slot: Slot
  /// Which of the slot's sessions it is, from 1.
  public let generation: UInt32

  /// Names a session, whether there is one or not.
  @inlinable @inline(__always)
  public init(slot: Slot, generation: UInt32) {
    self.slot = slot
    self.generation = generation
  }

  /// Slot in the upper half, generation in the lower.
  @inlinable @inline(__always)
  public var rawValue: UInt64 { UInt64(slot) << 32 | UInt64(generation) }

  /// Names the session whose `rawValue` this is.
  @inlinable @inline(__always)
  public init(rawValue: UInt64) {
    slot = Slot(truncatingIfNeeded: rawValue >> 32)
    generation = UInt32(truncatingIfNeeded: rawValue)
  }
}

extension SessionID: CustomStringConvertible {
  public var description: String { "slot \(slot), generation \(generation)" }
}
