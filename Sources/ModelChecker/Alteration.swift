public import SessionGuards

/// Makes one access of the code under test do something else: a mutant without a wrong source.
///
/// The access is named by its site. Only accesses to words, double words and locks can be altered.
public struct Alteration: Sendable {
  public enum Change: Equatable, Sendable {
    /// The order becomes this one.
    case weaken(MemoryOrder)
    /// Nothing happens, and the caller gets this answer.
    case skip(answer: UInt64)
    /// These bits of the answer are hidden from the caller.
    case hide(UInt64)
    /// These bits of what is stored or added are lost.
    case narrow(UInt64)
    /// A read-modify-write becomes a store of this; the caller gets the answer of a read before it.
    case overwrite(UInt64)
    /// A compare-exchange writes without comparing, and says that it succeeded.
    case exchange
    /// The caller takes success for failure, and failure for success.
    case misread
    /// A compare-exchange compares in one step and writes in another; an addition reads in one.
    case split
  }

  public let site: String
  public let change: Change

  public init(_ site: String, _ change: Change) {
    self.site = site
    self.change = change
  }
}

extension Machine {
  /// An alteration is a function of the operation and its answers, and so the same on every replay.
  @usableFromInline @inline(never)
  func performAltered(_ operation: Operation) throws(Stop) -> Value {
    let name = operation.site.description
    guard let change = alterations.first(where: { $0.site == name })?.change else {
      return try perform(operation)
    }
    var operation = operation
    switch change {
    case .weaken(let order):
      operation.order = order
      return try perform(operation)
    case .skip(let answer): return Value(answer)
    case .hide(let mask):
      let old = try perform(operation)
      return Value(old.first & ~mask, old.second & ~mask)
    case .narrow(let mask):
      operation.value = Value(operation.value.first & ~mask, operation.value.second & ~mask)
      return try perform(operation)
    case .overwrite(let value):
      let old = try read(operation)
      try write(operation, Value(value, old.second))
      return old
    case .exchange: return try exchange(operation)
    case .misread:
      let old = try perform(operation)
      return old == operation.expected ? Value(~old.first, old.second) : operation.expected
    case .split: return try split(operation)
    }
  }

  private func read(_ operation: Operation) throws(Stop) -> Value {
    var look = operation
    look.kind = operation.isPair ? .pairLoad : .load
    return try perform(look)
  }

  private func write(_ operation: Operation, _ value: Value) throws(Stop) {
    var store = operation
    store.kind = .store
    store.value = value
    precondition(!operation.isPair, "a double word is not stored by halves")
    _ = try perform(store)
  }

  private func exchange(_ operation: Operation) throws(Stop) -> Value {
    precondition(!operation.isPair, "alter the other half of the pair instead")
    var store = operation
    store.kind = .exchange
    _ = try perform(store)
    return operation.expected
  }

  private func split(_ operation: Operation) throws(Stop) -> Value {
    let old = try read(operation)
    if operation.kind == .compareExchange {
      if old == operation.expected { try write(operation, operation.value) }
    } else {
      try write(operation, Value(old.first &+ operation.value.first, old.second))
    }
    return old
  }
}
