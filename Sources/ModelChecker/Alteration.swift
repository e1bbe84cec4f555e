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
    /// It happens, and the caller gets this answer.
    case answer(UInt64)
    /// These bits of what is stored or added are lost.
    case narrow(UInt64)
    /// It becomes a store of this, which is the answer too.
    case overwrite(UInt64)
    /// A compare-exchange writes without comparing, and says that it succeeded.
    case exchange
    /// The caller takes success for failure, and failure for success.
    case misread
    /// What compares or reads, and writes, does so in two steps.
    case split
    /// A look at a double word becomes a look at its second half.
    case half
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
    guard let change = change(operation.site) else { return try perform(operation) }
    var operation = operation
    switch change {
    case .weaken(let order):
      operation.order = order
      return try perform(operation)
    case .skip(let answer): return Value(answer)
    case .hide(let mask):
      let old = try perform(operation)
      return Value(old.first & ~mask, old.second & ~mask)
    case .answer(let answer):
      _ = try perform(operation)
      return Value(answer)
    case .narrow(let mask):
      operation.value = Value(operation.value.first & ~mask, operation.value.second & ~mask)
      return try perform(operation)
    case .overwrite(let value):
      precondition(!operation.isPair, "there is no store of a double word")
      try write(operation, Value(value))
      return Value(value)
    case .exchange: return try exchange(operation)
    case .misread:
      let old = try perform(operation)
      return old == operation.expected ? Value(~old.first, old.second) : operation.expected
    case .split: return try split(operation)
    case .half:
      operation.kind = .load
      operation.location += 1
      return Value(0, try perform(operation).first)
    }
  }

  /// What is altered at the site; remembered by the literal's address, as every replay asks again.
  private func change(_ site: StaticString) -> Alteration.Change? {
    // Safe: the address is a name only; every site is a literal with more than one character.
    let address = unsafe UInt(bitPattern: site.utf8Start)
    if let known = changes[address] { return known }
    let name = site.description
    let change = alterations.first { $0.site == name }?.change
    changes[address] = .some(change)
    return change
  }

  private func read(_ operation: Operation) throws(Stop) -> Value {
    var look = operation
    look.kind = operation.isPair ? .pairLoad : .load
    return try perform(look)
  }

  private func write(_ operation: Operation, _ value: Value) throws(Stop) {
    var store = operation
    store.value = value
    if !operation.isPair {
      store.kind = .store
      _ = try perform(store)
      return
    }
    // There is no store of a pair: it exchanges whatever it finds.
    repeat { store.expected = try read(operation) } while try perform(store) != store.expected
  }

  private func exchange(_ operation: Operation) throws(Stop) -> Value {
    try write(operation, operation.value)
    return operation.expected
  }

  private func split(_ operation: Operation) throws(Stop) -> Value {
    let old = try read(operation)
    switch operation.kind {
    case .compareExchange, .pairCompareExchange:
      if old == operation.expected { try write(operation, operation.value) }
    case .add:
      try write(operation, Value(old.first &+ operation.value.first, old.second))
    default: try write(operation, operation.value)
    }
    return old
  }
}
