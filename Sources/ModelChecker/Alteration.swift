public import SessionGuards

/// Makes one access of the code under test do something else: a mutant without a source of its own.
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
    guard let change = change(operation.site) else { return try performWhole(operation) }
    return try change.perform(operation) { (step) throws(Stop) in try self.performWhole(step) }
  }

  /// What is altered at the site; remembered by the literal's address, as every replay asks again.
  private func change(_ site: StaticString) -> Alteration.Change? {
    let address = UInt(site.address)
    if let known = changes[address] { return known }
    let name = site.description
    let change = alterations.first { $0.site == name }?.change
    changes[address] = .some(change)
    return change
  }
}
