public import ModelChecker
public import SessionGuards

/// The third machine: the hardware's words, at whose sites threads are delayed and accesses
/// altered.
///
/// A word is laid out as the hardware's is. The thread that comes to a site decides what happens
/// there, if it takes part in a stress; others find a bare atomic. `Stop` ends a thread that waits
/// for what cannot come.
public typealias Delayed = Platform<
  DelayedWord, DelayedDoubleWord, DelayedLock, DelayedSharedLock
>

/// A hardware word that a stress can reach into.
public struct DelayedWord: Word, ~Copyable {
  public typealias Fault = Stop
  private let word: HardwareWord

  public init(_ value: UInt64) { word = HardwareWord(value) }

  public func load(_ order: MemoryOrder, _ site: StaticString) throws(Stop) -> UInt64 {
    try reach(Operation(.load, order, place, site)).first
  }

  public func store(_ value: UInt64, _ order: MemoryOrder, _ site: StaticString) throws(Stop) {
    _ = try reach(Operation(.store, order, place, site, Value(value)))
  }

  public func add(
    _ value: UInt64, _ order: MemoryOrder, _ site: StaticString
  ) throws(Stop) -> UInt64 {
    try reach(Operation(.add, order, place, site, Value(value))).first
  }

  public func exchange(
    _ value: UInt64, _ order: MemoryOrder, _ site: StaticString
  ) throws(Stop) -> UInt64 {
    try reach(Operation(.exchange, order, place, site, Value(value))).first
  }

  public func compareExchange(
    _ expected: UInt64, _ desired: UInt64, _ order: MemoryOrder, _ site: StaticString
  ) throws(Stop) -> UInt64 {
    try reach(
      Operation(.compareExchange, order, place, site, Value(desired), expected: Value(expected))
    ).first
  }

  public func weakCompareExchange(
    _ expected: UInt64, _ desired: UInt64, _ order: MemoryOrder, _ site: StaticString
  ) throws(Stop) -> (exchanged: Bool, original: UInt64) {
    try reach(
      Operation(.weakCompareExchange, order, place, site, Value(desired), expected: Value(expected))
    ).attempt(expecting: expected)
  }

  public func fence(_ order: MemoryOrder, _ site: StaticString) throws(Stop) {
    _ = try reach(Operation(.fence, order, place, site))
  }

  public func lightFence(_ site: StaticString) throws(Stop) {
    _ = try reach(Operation(.lightFence, .sequentiallyConsistent, place, site))
  }

  public func heavyFence(_ site: StaticString) throws(Stop) {
    _ = try reach(Operation(.heavyFence, .sequentiallyConsistent, place, site))
  }

  public func wait(while value: UInt64, _ site: StaticString) throws(Stop) {
    guard let player = Player.current else { return word.wait(while: value, site) }
    // Relaxed: as on hardware, the waiting thread takes the word afterwards with another access.
    try player.wait(site) { word.load(.relaxed, site) != value }
  }

  /// What it holds, without a delay, a count or an order.
  var current: UInt64 {
    // Relaxed: for waits, after which the word is taken with an access of its own.
    word.load(.relaxed, "current")
  }

  /// Distinguishes this word from others.
  var place: Int { unsafe withUnsafePointer(to: word) { Int(bitPattern: $0) } }

  private func reach(_ operation: Operation) throws(Stop) -> Value {
    guard let player = Player.current else { return perform(operation) }
    return try player.perform(operation) { (step) throws(Stop) in perform(step) }
  }

  private func perform(_ operation: Operation) -> Value {
    let order = operation.order, site = operation.site, value = operation.value.first
    // The order is the caller's; the call site says what it pairs with.
    switch operation.kind {
    case .load: return Value(word.load(order, site))
    case .store: word.store(value, order, site)
    case .add: return Value(word.add(value, order, site))
    case .exchange: return Value(word.exchange(value, order, site))
    case .compareExchange:
      return Value(word.compareExchange(operation.expected.first, value, order, site))
    case .weakCompareExchange: return attempt(operation)
    case .fence: word.fence(order, site)
    // Relaxed is what an alteration makes of a fence that it takes away.
    case .lightFence: if order != .relaxed { word.lightFence(site) }
    case .heavyFence: if order != .relaxed { word.heavyFence(site) }
    default: preconditionFailure("a word has no \(operation.kind)")
    }
    return Value(value)
  }

  /// Fails spuriously now and then, which no x86 processor does by itself.
  private func attempt(_ operation: Operation) -> Value {
    let order = operation.order, site = operation.site, expected = operation.expected.first
    if Player.current?.failsSpuriously == true {
      // The caller's order: a load takes what of it acquires.
      return .failed(finding: word.load(order == .releasing ? .relaxed : order, site))
    }
    // The caller's order, as above.
    let answer = word.weakCompareExchange(expected, operation.value.first, order, site)
    return answer.exchanged || answer.original != expected
      ? Value(answer.original) : .failed(finding: expected)
  }
}
