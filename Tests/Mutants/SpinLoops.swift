public import SessionGuards

/// How a lock waits by reading until a word changes, as an author writes it that does not know of
/// `Word.wait`.
public protocol SpinRule: Sendable {
  static var name: String { get }
  static func lock<W: Word & ~Copyable>(
    _ words: borrowing SpinWords<W>, _ site: StaticString
  ) throws(W.Fault)
  static func unlock<W: Word & ~Copyable>(
    _ words: borrowing SpinWords<W>, _ site: StaticString
  ) throws(W.Fault)
}

/// What such a lock keeps.
public struct SpinWords<W: Word & ~Copyable>: ~Copyable, Sendable {
  let first = W(0)
  let second = W(0)
}

/// A lock that waits by that rule; it is used through `LockGuard`.
public struct SpinLoop<Rule: SpinRule, W: Word & ~Copyable>: Lock, ~Copyable {
  public typealias Fault = W.Fault
  public static var strategy: Strategy {
    Strategy(
      name: Rule.name, idea: "a lock that spins by reading", closeRule: .early, isExclusive: true,
      source: "the tests")
  }
  private let words = SpinWords<W>()

  public init() {}

  public func lock(_ site: StaticString) throws(Fault) { try Rule.lock(words, site) }
  public func unlock(_ site: StaticString) throws(Fault) { try Rule.unlock(words, site) }
}

extension SpinRule {
  public static func unlock<W: Word & ~Copyable>(
    _ words: borrowing SpinWords<W>, _ site: StaticString
  ) throws(W.Fault) {
    // Release: pairs with the acquiring access of lock.
    try words.first.store(0, .releasing, site)
  }
}

/// Looks until the lock seems free, and then takes it by an exchange.
public enum Loading: SpinRule {
  public static let name = "loading-lock"

  public static func lock<W: Word & ~Copyable>(
    _ words: borrowing SpinWords<W>, _ site: StaticString
  ) throws(W.Fault) {
    // Acquire: pairs with the releasing store of unlock.
    while try words.first.exchange(1, .acquiring, site) != 0 {
      // Relaxed: a guess, which the exchange checks.
      while try words.first.load(.relaxed, "spin.look") != 0 {}
    }
  }
}

/// Compares and exchanges until it succeeds; a failure writes nothing.
public enum Exchanging: SpinRule {
  public static let name = "exchanging-lock"

  public static func lock<W: Word & ~Copyable>(
    _ words: borrowing SpinWords<W>, _ site: StaticString
  ) throws(W.Fault) {
    // Acquire: pairs with the releasing store of unlock.
    while try words.first.compareExchange(0, 1, .acquiring, site) != 0 {}
  }
}

/// Draws a number and looks until it is served. The word changes, and not to this number at once.
public enum Ticket: SpinRule {
  public static let name = "ticket-lock"

  public static func lock<W: Word & ~Copyable>(
    _ words: borrowing SpinWords<W>, _ site: StaticString
  ) throws(W.Fault) {
    // Relaxed: the load below takes over what the last holder did.
    let number = try words.first.add(1, .relaxed, site)
    // Acquire: pairs with the releasing addition of unlock.
    while try words.second.load(.acquiring, "spin.served") != number {}
  }

  public static func unlock<W: Word & ~Copyable>(
    _ words: borrowing SpinWords<W>, _ site: StaticString
  ) throws(W.Fault) {
    // Release: pairs with the acquiring load of lock.
    _ = try words.second.add(1, .releasing, site)
  }
}

/// Wrong: every second holder lets no other in, so that the next one spins for ever.
public enum ForgetfulTicket: SpinRule {
  public static let name = "forgetful-ticket-lock"

  public static func lock<W: Word & ~Copyable>(
    _ words: borrowing SpinWords<W>, _ site: StaticString
  ) throws(W.Fault) { try Ticket.lock(words, site) }

  public static func unlock<W: Word & ~Copyable>(
    _ words: borrowing SpinWords<W>, _ site: StaticString
  ) throws(W.Fault) {
    // Release: as in the right one.
    let number = try words.second.load(.relaxed, "unlock.number")
    if number % 2 == 0 { _ = try words.second.add(1, .releasing, site) }
  }
}

/// As `Ticket`, and reads how many wait on each round, to wait for less long where few do.
public enum PoliteTicket: SpinRule {
  public static let name = "polite-ticket-lock"

  public static func lock<W: Word & ~Copyable>(
    _ words: borrowing SpinWords<W>, _ site: StaticString
  ) throws(W.Fault) {
    // Relaxed and acquire: as in the plain one. Relaxed: a guess, for how long it may rest.
    let number = try words.first.add(1, .relaxed, site)
    while try words.second.load(.acquiring, "spin.served") != number {
      _ = try words.first.load(.relaxed, "spin.queue")
    }
  }

  public static func unlock<W: Word & ~Copyable>(
    _ words: borrowing SpinWords<W>, _ site: StaticString
  ) throws(W.Fault) { try Ticket.unlock(words, site) }
}

/// Wrong: as `PoliteTicket`, and every second holder lets no other in.
public enum ForgetfulPoliteTicket: SpinRule {
  public static let name = "forgetful-polite-ticket-lock"

  public static func lock<W: Word & ~Copyable>(
    _ words: borrowing SpinWords<W>, _ site: StaticString
  ) throws(W.Fault) { try PoliteTicket.lock(words, site) }

  public static func unlock<W: Word & ~Copyable>(
    _ words: borrowing SpinWords<W>, _ site: StaticString
  ) throws(W.Fault) { try ForgetfulTicket.unlock(words, site) }
}

/// Wrong: goes round for ever once it meets a holder, writing each time.
public enum Knocking: SpinRule {
  public static let name = "knocking-lock"

  public static func lock<W: Word & ~Copyable>(
    _ words: borrowing SpinWords<W>, _ site: StaticString
  ) throws(W.Fault) {
    // Acquire: pairs with the releasing store of unlock.
    if try words.first.exchange(1, .acquiring, site) == 0 { return }
    // Relaxed: orders nothing.
    while true { _ = try words.second.add(1, .relaxed, "spin.knock") }
  }
}
