import SessionGuards

/// Weak compare-exchanges: a choice, and then a strong one or a read.
extension Machine {
  /// An operation as the code under test asked for it.
  @inlinable @inline(__always)
  func performWhole(_ operation: Operation) throws(Stop) -> Value {
    if operation.kind != .weakCompareExchange { return try perform(operation) }
    return try performWeak(operation)
  }

  @usableFromInline
  func performWeak(_ operation: Operation) throws(Stop) -> Value {
    let choice = Operation(.choice, .relaxed, operation.location, operation.site)
    if try perform(choice).first == 1 { return try perform(operation) }
    var failure = operation
    failure.kind = .weakFailure
    return try perform(failure)
  }
}

extension Value {
  /// What a weak compare-exchange that failed spuriously returns: the value that it found, marked.
  package static func failed(finding value: UInt64) -> Value { Value(value, 1) }

  /// The answer of a weak compare-exchange, as the code under test wants it.
  @inlinable
  package func attempt(expecting expected: UInt64) -> (exchanged: Bool, original: UInt64) {
    (self == Value(expected), first)
  }
}
