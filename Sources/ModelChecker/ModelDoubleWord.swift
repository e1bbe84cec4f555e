public import SessionGuards
public import Synchronization

/// A double word of the model: exchanged as a whole, used by halves, each half with a history of
/// its own.
@frozen
public struct ModelDoubleWord: DoubleWord, ~Copyable, Sendable {
  public typealias Fault = Stop
  @usableFromInline let machine: Machine
  @usableFromInline let location: Int

  public init(_ value: WordPair) {
    machine = .making
    location = machine.allocateLocation(Value(value))
    _ = machine.allocateLocation(Value(UInt64(value.second)))
  }

  @inlinable
  public func load(_ order: MemoryOrder, _ site: StaticString) throws(Stop) -> WordPair {
    try machine.reach(Operation(.pairLoad, order, location, site)).pair
  }

  @inlinable
  public func loadSecond(_ order: MemoryOrder, _ site: StaticString) throws(Stop) -> UInt {
    UInt(try machine.reach(Operation(.load, order, location + 1, site)).first)
  }

  @inlinable
  public func addFirst(
    _ value: UInt, _ order: MemoryOrder, _ site: StaticString
  ) throws(Stop) -> UInt {
    UInt(
      try machine.reach(Operation(.add, order, location, site, Value(UInt64(value)))).first)
  }

  @inlinable
  public func compareExchange(
    _ expected: WordPair, _ desired: WordPair, _ order: MemoryOrder, _ site: StaticString
  ) throws(Stop) -> WordPair {
    try machine.reach(
      Operation(
        .pairCompareExchange, order, location, site, Value(desired), expected: Value(expected))
    ).pair
  }

  /// What it holds at the end of an execution; for checks, not for threads.
  public var final: WordPair { machine.newestValue(location).pair }
}

extension Value {
  @inlinable @inline(__always)
  package init(_ pair: WordPair) { self.init(UInt64(pair.first), UInt64(pair.second)) }

  @inlinable @inline(__always)
  package var pair: WordPair { WordPair(first: UInt(first), second: UInt(second)) }
}
