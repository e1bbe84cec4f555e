public import SessionGuards

/// What a location holds: a word in `first`, or the two halves of a double word.
@frozen
public struct Value: Equatable, Hashable, Sendable {
  public var first: UInt64
  public var second: UInt64

  @inlinable @inline(__always)
  public init(_ first: UInt64, _ second: UInt64 = 0) {
    self.first = first
    self.second = second
  }
}

/// One access, as a virtual thread asks for it.
@frozen
public struct Operation: Sendable {
  @frozen
  public enum Kind: UInt8, Sendable, Codable {
    case load, store, add, exchange, compareExchange, wait
    /// A wait that also ends when no other thread can go on.
    case idle
    case pairLoad, pairCompareExchange
    case lock, unlock, fence
    case read, write, count
    case end
    // New kinds come last: the numbers of the others stand in certificates.
    case lightFence, heavyFence
    /// A thread's choice whether the weak compare-exchange that follows fails spuriously.
    case choice
    case weakCompareExchange
    /// A weak compare-exchange that fails spuriously: it reads.
    case weakFailure
    case lockShared, unlockShared
    /// Looks at a word and falls asleep on it, in one step.
    case sleep
    /// Goes on after that, once woken.
    case asleep
    case wake
  }

  public var kind: Kind
  public var order: MemoryOrder
  /// Index of the location, cell or tally.
  public var location: Int
  /// What is stored or added, or what a wait waits to see gone.
  public var value: Value
  public var expected: Value
  public var site: StaticString
  /// The message that a spinning load has read: it goes on with newer ones only. -1 if it does not
  /// spin.
  var after = -1

  @inlinable @inline(__always)
  package init(
    _ kind: Kind, _ order: MemoryOrder, _ location: Int, _ site: StaticString,
    _ value: Value = Value(0), expected: Value = Value(0)
  ) {
    self.kind = kind
    self.order = order
    self.location = location
    self.value = value
    self.expected = expected
    self.site = site
  }
}

extension Operation {
  /// A thread that has nothing more to do.
  static let none = Operation(.end, .relaxed, 0, "end")

  /// Whether it reads messages; of these, which may be older ones is the machine's choice.
  var reads: Bool {
    switch kind {
    case .load, .add, .exchange, .compareExchange, .wait, .idle, .pairLoad, .pairCompareExchange,
      .lock, .weakCompareExchange, .weakFailure, .lockShared, .sleep, .asleep, .wake:
      true
    case .store, .unlock, .unlockShared, .fence, .lightFence, .heavyFence, .choice, .read, .write,
      .count, .end:
      false
    }
  }

  /// Whether a schedule says which message it read, or which of the two it chose.
  var hasChoices: Bool { reads || kind == .choice }

  /// Whether it may write a message.
  var mayWrite: Bool {
    switch kind {
    case .store, .add, .exchange, .compareExchange, .weakCompareExchange, .pairCompareExchange,
      .lock, .unlock, .lockShared, .unlockShared, .sleep, .wake:
      true
    case .load, .wait, .idle, .asleep, .weakFailure, .pairLoad, .fence, .lightFence, .heavyFence,
      .choice, .read, .write, .count, .end:
      false
    }
  }

  package var isPair: Bool { kind == .pairLoad || kind == .pairCompareExchange }

  /// Whether it compares and exchanges: it may fail on an older message.
  var compares: Bool {
    kind == .compareExchange || kind == .weakCompareExchange || kind == .pairCompareExchange
  }

  /// Whether it can be pending without being able to go on.
  var isGuarded: Bool {
    switch kind {
    case .wait, .lock, .lockShared, .asleep, .idle: true
    default: after >= 0
    }
  }

  /// Whether it writes only if it finds what it looks for, and may miss that on an older message.
  var isConditional: Bool { compares || kind == .sleep || kind == .wake }

  /// Whether it may leave memory as it found it, so that repeating it can be waiting.
  var onlyReads: Bool { kind == .load || kind == .pairLoad || compares }

  /// Whether it left memory as it found it, given its answer.
  package func hasOnlyRead(_ answer: Value) -> Bool {
    onlyReads && !(compares && answer == expected)
  }

  var isPlain: Bool { kind == .read || kind == .write }

  // As hardware has it: a load cannot release and a store cannot acquire, so that the order left
  // over takes the strongest form there is for them.
  var acquires: Bool {
    switch order {
    case .relaxed: false
    case .releasing: kind == .load || kind == .pairLoad
    case .acquiring, .acquiringAndReleasing, .sequentiallyConsistent: true
    }
  }
  var releases: Bool {
    switch order {
    case .relaxed: false
    case .acquiring: kind == .store
    case .releasing, .acquiringAndReleasing, .sequentiallyConsistent: true
    }
  }

  /// Whether it has a place in the total order; a light fence has one in that of its own kind.
  var isSequential: Bool { order == .sequentiallyConsistent && kind != .lightFence }

  /// Whether it is half of an asymmetric pair. One whose order was taken away does nothing.
  var isAsymmetric: Bool {
    (kind == .lightFence || kind == .heavyFence) && order == .sequentiallyConsistent
  }
}
