public import SessionGuards

/// Right locks that wait by reading a word until it changes, as a lock's author writes it who does
/// not know of `Word.wait`. Each is used through `LockGuard`.
public protocol SpinLoop: Lock, ~Copyable {
  static var name: String { get }
}

extension SpinLoop where Self: ~Copyable {
  public static var strategy: Strategy {
    Strategy(
      name: name, idea: "a lock that spins by reading", closeRule: .early, isExclusive: true,
      source: "the tests")
  }
}

/// Looks until the lock seems free, and then takes it by an exchange.
public struct LoadingLock<W: Word & ~Copyable>: SpinLoop, ~Copyable {
  public typealias Fault = W.Fault
  public static var name: String { "loading-lock" }
  private let word = W(0)

  public init() {}

  public func lock(_ site: StaticString) throws(Fault) {
    // Acquire: pairs with the releasing store of unlock.
    while try word.exchange(1, .acquiring, site) != 0 {
      // Relaxed: a guess, which the exchange checks.
      while try word.load(.relaxed, "spin.look") != 0 {}
    }
  }

  public func unlock(_ site: StaticString) throws(Fault) {
    // Release: pairs with the acquiring exchange of lock.
    try word.store(0, .releasing, site)
  }
}

/// Compares and exchanges until it succeeds; a failure writes nothing.
public struct ExchangingLock<W: Word & ~Copyable>: SpinLoop, ~Copyable {
  public typealias Fault = W.Fault
  public static var name: String { "exchanging-lock" }
  private let word = W(0)

  public init() {}

  public func lock(_ site: StaticString) throws(Fault) {
    // Acquire: pairs with the releasing store of unlock.
    while try word.compareExchange(0, 1, .acquiring, site) != 0 {}
  }

  public func unlock(_ site: StaticString) throws(Fault) {
    // Release: pairs with the acquiring exchange of lock.
    try word.store(0, .releasing, site)
  }
}

/// Draws a number and looks until it is served. The word changes, and not to this number at once.
public struct TicketLock<W: Word & ~Copyable>: SpinLoop, ~Copyable {
  public typealias Fault = W.Fault
  public static var name: String { "ticket-lock" }
  private let next = W(0)
  private let served = W(0)

  public init() {}

  public func lock(_ site: StaticString) throws(Fault) {
    // Relaxed: the load below takes over what the last holder did.
    let number = try next.add(1, .relaxed, site)
    // Acquire: pairs with the releasing addition of unlock.
    while try served.load(.acquiring, "spin.served") != number {}
  }

  public func unlock(_ site: StaticString) throws(Fault) {
    // Release: pairs with the acquiring load of lock.
    _ = try served.add(1, .releasing, site)
  }
}

/// Wrong: every second holder serves nobody after it, so that the next one spins for ever.
public struct ForgetfulTicketLock<W: Word & ~Copyable>: SpinLoop, ~Copyable {
  public typealias Fault = W.Fault
  public static var name: String { "forgetful-ticket-lock" }
  private let next = W(0)
  private let served = W(0)

  public init() {}

  public func lock(_ site: StaticString) throws(Fault) {
    // Relaxed and acquire: as in the right one.
    let number = try next.add(1, .relaxed, site)
    while try served.load(.acquiring, "spin.served") != number {}
  }

  public func unlock(_ site: StaticString) throws(Fault) {
    // Release: as in the right one.
    let number = try served.load(.relaxed, "unlock.number")
    if number % 2 == 0 { _ = try served.add(1, .releasing, site) }
  }
}

/// Wrong: goes round for ever once it meets a holder, writing each time.
public struct KnockingLock<W: Word & ~Copyable>: SpinLoop, ~Copyable {
  public typealias Fault = W.Fault
  public static var name: String { "knocking-lock" }
  private let word = W(0)
  private let knocks = W(0)

  public init() {}

  public func lock(_ site: StaticString) throws(Fault) {
    // Acquire: pairs with the releasing store of unlock.
    if try word.exchange(1, .acquiring, site) == 0 { return }
    // Relaxed: orders nothing.
    while true { _ = try knocks.add(1, .relaxed, "spin.knock") }
  }

  public func unlock(_ site: StaticString) throws(Fault) {
    // Release: pairs with the acquiring exchange of lock.
    try word.store(0, .releasing, site)
  }
}
