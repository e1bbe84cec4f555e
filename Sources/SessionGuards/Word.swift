public import Synchronization

/// A 64-bit word shared between threads: a bare atomic, or a scheduling point of a model checker.
///
/// Guards are written over this protocol and never over `Atomic`, so that the very source that is
/// measured also runs where every interleaving can be tried. `site` names the access: traces,
/// weakened orders and mutants refer to it; hardware ignores it, and no site is used twice in a
/// guard.
public protocol Word: ~Copyable, Sendable {
  /// `Never` on hardware; in a model checker the signal that ends a replay.
  associatedtype Fault: GuardFault

  init(_ value: UInt64)
  func load(_ order: MemoryOrder, _ site: StaticString) throws(Fault) -> UInt64
  func store(_ value: UInt64, _ order: MemoryOrder, _ site: StaticString) throws(Fault)
  /// Adds, wrapping, and answers the old value.
  func add(_ value: UInt64, _ order: MemoryOrder, _ site: StaticString) throws(Fault) -> UInt64
  /// Stores `value` and answers the old one.
  func exchange(
    _ value: UInt64, _ order: MemoryOrder, _ site: StaticString
  ) throws(Fault) -> UInt64
  /// Stores `desired` if the word holds `expected`, and answers the old value.
  ///
  /// Never fails spuriously. A failed exchange orders nothing beyond what `order` gives a load.
  func compareExchange(
    _ expected: UInt64, _ desired: UInt64, _ order: MemoryOrder, _ site: StaticString
  ) throws(Fault) -> UInt64
  /// Spins until the word holds something other than `value`; orders nothing.
  func wait(while value: UInt64, _ site: StaticString) throws(Fault)
}

/// Two words that are compared and exchanged as one, and of which each half can be used alone.
public protocol DoubleWord: ~Copyable, Sendable {
  associatedtype Fault: GuardFault

  init(_ value: WordPair)
  func load(_ order: MemoryOrder, _ site: StaticString) throws(Fault) -> WordPair
  func loadSecond(_ order: MemoryOrder, _ site: StaticString) throws(Fault) -> UInt
  /// Adds, wrapping, to the first word only, and answers its old value.
  func addFirst(_ value: UInt, _ order: MemoryOrder, _ site: StaticString) throws(Fault) -> UInt
  func compareExchange(
    _ expected: WordPair, _ desired: WordPair, _ order: MemoryOrder, _ site: StaticString
  ) throws(Fault) -> WordPair
}

/// Mutual exclusion: the system's, our own over words, or a model checker's specification of it.
///
/// Locking acquires and unlocking releases.
public protocol Lock: ~Copyable, Sendable {
  associatedtype Fault: GuardFault

  /// What a guard that holds this lock for the lease is called in results.
  static var strategy: Strategy { get }
  init()
  func lock(_ site: StaticString) throws(Fault)
  func unlock(_ site: StaticString) throws(Fault)
}

/// The memory a guard runs on, as a bundle of types.
///
/// A generic enum, because an associated type must be copyable and a word is not.
public enum Platform<W: Word & ~Copyable, D: DoubleWord & ~Copyable, L: Lock & ~Copyable> {}
