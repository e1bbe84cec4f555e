public import ModelChecker
public import SessionGuards
public import Synchronization

/// A hardware double word that a stress can reach into.
public struct DelayedDoubleWord: DoubleWord, ~Copyable {
  public typealias Fault = Stop
  private let pair: HardwareDoubleWord

  public init(_ value: WordPair) { pair = HardwareDoubleWord(value) }

  public func load(_ order: MemoryOrder, _ site: StaticString) throws(Stop) -> WordPair {
    try reach(Operation(.pairLoad, order, place, site)).pair
  }

  public func loadSecond(_ order: MemoryOrder, _ site: StaticString) throws(Stop) -> UInt {
    UInt(try reach(Operation(.load, order, place + 1, site)).first)
  }

  public func addFirst(
    _ value: UInt, _ order: MemoryOrder, _ site: StaticString
  ) throws(Stop) -> UInt {
    UInt(try reach(Operation(.add, order, place, site, Value(UInt64(value)))).first)
  }

  public func compareExchange(
    _ expected: WordPair, _ desired: WordPair, _ order: MemoryOrder, _ site: StaticString
  ) throws(Stop) -> WordPair {
    try reach(
      Operation(
        .pairCompareExchange, order, place, site, Value(desired), expected: Value(expected))
    ).pair
  }

  /// The first half or the whole, told from other words; one more is the second half, as in the
  /// model. It is even, since a pair is aligned.
  var place: Int { unsafe withUnsafePointer(to: pair) { Int(bitPattern: $0) } }

  private func reach(_ operation: Operation) throws(Stop) -> Value {
    guard let player = Player.current else { return perform(operation) }
    return try player.perform(operation) { (step) throws(Stop) in perform(step) }
  }

  private func perform(_ operation: Operation) -> Value {
    let order = operation.order, site = operation.site
    // The order is the caller's; the call site says what it pairs with.
    switch (operation.kind, operation.location & 1) {
    case (.pairLoad, _): return Value(pair.load(order, site))
    case (.load, 1): return Value(UInt64(pair.loadSecond(order, site)))
    case (.load, _): return Value(UInt64(pair.load(order, site).first))
    case (.add, _):
      return Value(UInt64(pair.addFirst(UInt(operation.value.first), order, site)))
    case (.store, _): return storeFirst(UInt(operation.value.first), order, site)
    case (.pairCompareExchange, _):
      return Value(
        pair.compareExchange(operation.expected.pair, operation.value.pair, order, site))
    default: preconditionFailure("a double word has no \(operation.kind)")
    }
  }

  /// Only an alteration stores half a pair: whatever the other half is by then, it stays.
  private func storeFirst(_ value: UInt, _ order: MemoryOrder, _ site: StaticString) -> Value {
    // Relaxed: a guess, which the exchange checks.
    var old = pair.load(.relaxed, site)
    while true {
      // The caller's order, as above.
      let found = pair.compareExchange(
        old, WordPair(first: value, second: old.second), order, site)
      if found == old { return Value(UInt64(value)) }
      old = found
    }
  }
}
