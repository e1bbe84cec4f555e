public import SessionGuards

/// The memory of the model checker, for guards that are generic over theirs.
public typealias Model = Platform<ModelWord, ModelDoubleWord, ModelLock, ModelSharedLock>

/// A word whose every access is a scheduling point of an exploration.
///
/// Made while a `Program` is set up, and used by its threads.
@frozen
public struct ModelWord: Word, ~Copyable, Sendable {
  public typealias Fault = Stop
  @usableFromInline let machine: Machine
  @usableFromInline let location: Int

  public init(_ value: UInt64) {
    machine = .making
    location = machine.allocateLocation(Value(value))
  }

  @inlinable
  public func load(_ order: MemoryOrder, _ site: StaticString) throws(Stop) -> UInt64 {
    try machine.reach(Operation(.load, order, location, site)).first
  }

  @inlinable
  public func store(
    _ value: UInt64, _ order: MemoryOrder, _ site: StaticString
  ) throws(Stop) {
    _ = try machine.reach(Operation(.store, order, location, site, Value(value)))
  }

  @inlinable
  public func add(
    _ value: UInt64, _ order: MemoryOrder, _ site: StaticString
  ) throws(Stop) -> UInt64 {
    try machine.reach(Operation(.add, order, location, site, Value(value))).first
  }

  @inlinable
  public func exchange(
    _ value: UInt64, _ order: MemoryOrder, _ site: StaticString
  ) throws(Stop) -> UInt64 {
    try machine.reach(Operation(.exchange, order, location, site, Value(value))).first
  }

  @inlinable
  public func compareExchange(
    _ expected: UInt64, _ desired: UInt64, _ order: MemoryOrder, _ site: StaticString
  ) throws(Stop) -> UInt64 {
    try machine.reach(
      Operation(
        .compareExchange, order, location, site, Value(desired), expected: Value(expected))
    ).first
  }

  /// Takes two steps: the choice whether it fails spuriously, and what it then does.
  @inlinable
  public func weakCompareExchange(
    _ expected: UInt64, _ desired: UInt64, _ order: MemoryOrder, _ site: StaticString
  ) throws(Stop) -> (exchanged: Bool, original: UInt64) {
    try machine.reach(
      Operation(
        .weakCompareExchange, order, location, site, Value(desired), expected: Value(expected))
    ).attempt(expecting: expected)
  }

  /// Takes one step, once a message can be read that holds something else.
  @inlinable
  public func wait(while value: UInt64, _ site: StaticString) throws(Stop) {
    _ = try machine.reach(Operation(.wait, .relaxed, location, site, Value(value)))
  }

  /// Takes one step, once a message can be read that holds something else, or no other thread can
  /// go on; returns nil in the first case, and in the second the threads that have ended, a bit
  /// each.
  ///
  /// In the second case the thread is as if time had passed: it sees every write, and what the
  /// threads that have ended did happens before what it does.
  package func idle(while value: UInt64, _ site: StaticString) throws(Stop) -> UInt64? {
    let operation = Operation(.idle, .relaxed, location, site, Value(value))
    let answer = try machine.reach(operation)
    return answer.second == 0 ? nil : answer.second >> 1
  }

  /// Takes a step to look and fall asleep, and another once it is woken. It is never woken without
  /// a reason: the caller's next access does what one that was would do.
  @inlinable
  public func sleep(while value: UInt64, _ site: StaticString) throws(Stop) {
    let look = Operation(.sleep, .relaxed, location, site, expected: Value(value))
    let place = try machine.reach(look).second
    if place == 0 { return }
    _ = try machine.reach(Operation(.asleep, .relaxed, location, site, Value(place)))
  }

  @inlinable
  public func wakeOne(_ site: StaticString) throws(Stop) {
    _ = try machine.reach(Operation(.wake, .relaxed, location, site))
  }

  @inlinable
  public func fence(_ order: MemoryOrder, _ site: StaticString) throws(Stop) {
    _ = try machine.reach(Operation(.fence, order, location, site))
  }

  @inlinable
  public func lightFence(_ site: StaticString) throws(Stop) {
    _ = try machine.reach(Operation(.lightFence, .sequentiallyConsistent, location, site))
  }

  @inlinable
  public func heavyFence(_ site: StaticString) throws(Stop) {
    _ = try machine.reach(Operation(.heavyFence, .sequentiallyConsistent, location, site))
  }

  /// What it holds at the end of an execution; for checks, not for threads.
  public var final: UInt64 { machine.newestValue(location).first }
}

extension Machine {
  static var making: Machine {
    guard let machine = current else {
      preconditionFailure("model words are made while a Program is set up")
    }
    return machine
  }

  @inlinable @inline(__always)
  func reach(_ operation: Operation) throws(Stop) -> Value {
    if !state[0].isAltered { return try performWhole(operation) }
    return try performAltered(operation)
  }
}
