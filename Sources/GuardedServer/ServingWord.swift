public import Reactor
public import Synchronization

/// Says which reactor serves a session, with `Topology.shared`: one at a time, and no thread waits
/// for it.
///
/// Zero is free. The reactor that claims a free word holds it until it sets it back to zero, and
/// only the holder touches the session's `OwnedRecord`, reads, calls back, closes. Every other
/// thread leaves what it wants done in the word, and goes away.
///
///     31   | 30 ............ 0
///     held | what is to be done
///
/// **Nothing is forgotten, and one reactor serves.** Every change of the word is a
/// read-modify-write with acquire and release, so each reads its predecessor in the word's order,
/// and a holder sees all that earlier holders did to the session.
///
/// 1. A claim that finds zero holds the word; any other is in what the holder must replace by zero.
///    `free` does that only from a word that asks for nothing. If it fails, the holder takes what
///    is asked for, does it, and tries again.
/// 2. The descriptor is armed for one event, and armed again by the holder *before* it frees the
///    word. So the descriptor and the id that it is armed with are the session's: no other reactor
///    can have ended it. An event that comes before the word is free leaves its mark there.
/// 3. A holder that has closed the session does not free the word. It is held until the slot's next
///    session has been welcomed, so no late claim finds it free.
///
/// A claim touches a word of the session that an id names, so it is made under a lease: between the
/// kernel's report of an event and the claim, another reactor may have ended the session. From the
/// claim on the session lives by its own unit, which only the holder gives back.
@frozen @usableFromInline
struct ServingWord: ~Copyable {
  @usableFromInline let word = Atomic<UInt32>(0)

  @usableFromInline
  init() {}

  @inlinable static var held: UInt32 { 1 << 31 }

  /// Asks for a service; reports whether the caller is to serve.
  @inlinable
  func claim(_ service: Service) -> Bool {
    // Acquire: pairs with the release in the last `free`; sees the session as its holder left it.
    // Release: carries on what it replaces.
    let (exchanged, _) = word.compareExchange(
      expected: 0, desired: Self.held, ordering: .acquiringAndReleasing)
    if exchanged { return true }
    // Release: pairs with the acquire in `take`; the holder sees what the service is about.
    // Acquire: as above, where the word has become free meanwhile. Then the service is done twice.
    let mark = service.rawValue | Self.held
    return word.bitwiseOr(mark, ordering: .acquiringAndReleasing).oldValue & Self.held == 0
  }

  /// Takes what the word asks for; its holder may.
  @inlinable
  func take() -> Service {
    // Acquire: pairs with the release in `claim`. Release: carries on what it replaces.
    let old = word.exchange(Self.held, ordering: .acquiringAndReleasing)
    return Service(rawValue: old & ~Self.held)
  }

  /// Sets the word free unless it asks for something; reports whether it has.
  @inlinable
  func free() -> Bool {
    // Release: pairs with the acquire in `claim`; shows the next holder what this one did. Acquire:
    // carries on what it replaces.
    let (exchanged, _) = word.compareExchange(
      expected: Self.held, desired: 0, ordering: .acquiringAndReleasing)
    return exchanged
  }

  /// Makes the word of a slot that no session has held, and asks for nothing.
  @inlinable
  func hold() {
    // Relaxed: `open` of the guard, which follows, releases it to every lease that it will grant.
    word.store(Self.held, ordering: .relaxed)
  }
}

/// What a reactor is asked to do for a session, or for the listener, that any reactor may serve.
@frozen @usableFromInline
struct Service: OptionSet {
  @usableFromInline let rawValue: UInt32
  @inlinable
  init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Bytes can be read.
  @inlinable static var read: Service { Service(rawValue: 1) }
  /// Bytes are to be read until there are none: the stream has ended, or is broken.
  @inlinable static var readToEnd: Service { Service(rawValue: 2) }
  /// The kernel takes bytes again.
  @inlinable static var write: Service { Service(rawValue: 4) }
  /// Another thread has queued something, and left it.
  @inlinable static var flush: Service { Service(rawValue: 8) }
  /// The server stops.
  @inlinable static var finish: Service { Service(rawValue: 16) }

  /// A connection waits.
  @inlinable static var accept: Service { Service(rawValue: 32) }
  /// A slot may be free again, or a pause has ended.
  @inlinable static var resume: Service { Service(rawValue: 64) }
  /// The server accepts no more.
  @inlinable static var end: Service { Service(rawValue: 128) }

  /// What an event of a session asks for; after one, the descriptor is no longer armed.
  @inlinable static var ofEvents: Service { [.read, .readToEnd, .write] }

  /// The services that an event of a session asks for.
  @inlinable @inline(__always)
  init(_ readiness: Readiness) {
    var service: Service = readiness.contains(.writable) ? .write : []
    if readiness.contains(.readable) { service.formUnion(.read) }
    let ends: Readiness = [.peerEnded, .hangUp, .failed]
    if !readiness.isDisjoint(with: ends) { service.formUnion(.readToEnd) }
    self = service.isEmpty ? .read : service
  }
}

/// When a reactor serves what it has claimed.
@usableFromInline
package protocol ServingRule: SendableMetatype {
  /// Whether it claims a session, and arms the descriptor when it has served, as it must. A test
  /// has a rule that claims nothing and arms first, to see that this is found.
  static var servesFirst: Bool { get }
}

/// The rule of every server.
@usableFromInline
package enum ServesFirst: ServingRule {
  @inlinable package static var servesFirst: Bool { true }
}
