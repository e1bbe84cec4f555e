public import ModelChecker
public import SessionGuards

/// Guards that keep state where the model checker cannot take it back: they cannot be judged.
///
/// Each is a right one with a field of a class beside its words.
public final class Hidden: @unchecked Sendable {
  // Safe: of guards that run in the model alone, on one thread.
  var count = 0
}

/// Refuses every third send, by a counter in a class.
public struct CountsInAClass: SessionGuard, ~Copyable {
  public typealias Fault = Stop
  public static var strategy: Strategy { .hidden("counts-in-a-class") }
  private let right: PackedGuard<ModelWord>
  private let hidden = Hidden()

  public init(
    slotCount: Int, participantCount: Int, lastGeneration: UInt32, reclaim: Reclaim<Stop>
  ) {
    right = PackedGuard(
      slotCount: slotCount, participantCount: participantCount, lastGeneration: lastGeneration,
      reclaim: reclaim)
  }

  public func open(_ slot: Slot) throws(Stop) -> SessionID? { try right.open(slot) }

  public func acquire(
    _ id: SessionID, as me: borrowing Participant
  ) throws(Stop) -> Lease<Stop>? {
    hidden.count += 1
    return hidden.count % 3 == 0 ? nil : try right.acquire(id, as: me)
  }

  public func release(
    _ lease: consuming Lease<Stop>, as me: borrowing Participant
  ) throws(Stop) { try right.release(lease, as: me) }

  public func close(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Bool {
    try right.close(id, as: me)
  }
}

/// Adds what a class says to the slot's word, and takes it away again.
public struct AddsFromAClass: SessionGuard, ~Copyable {
  public typealias Fault = Stop
  public static var strategy: Strategy { .hidden("adds-from-a-class") }
  private let right: PackedGuard<ModelWord>
  private let extra = ModelWord(0)
  private let hidden = Hidden()

  public init(
    slotCount: Int, participantCount: Int, lastGeneration: UInt32, reclaim: Reclaim<Stop>
  ) {
    right = PackedGuard(
      slotCount: slotCount, participantCount: participantCount, lastGeneration: lastGeneration,
      reclaim: reclaim)
  }

  public func open(_ slot: Slot) throws(Stop) -> SessionID? { try right.open(slot) }

  public func acquire(
    _ id: SessionID, as me: borrowing Participant
  ) throws(Stop) -> Lease<Stop>? {
    hidden.count += 1
    // Relaxed: a statistic.
    _ = try extra.add(UInt64(hidden.count), .relaxed, "acquire.statistic")
    return try right.acquire(id, as: me)
  }

  public func release(
    _ lease: consuming Lease<Stop>, as me: borrowing Participant
  ) throws(Stop) { try right.release(lease, as: me) }

  public func close(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Bool {
    try right.close(id, as: me)
  }
}

/// Closes once only, which a flag in a class remembers.
public struct RemembersInAClass: SessionGuard, ~Copyable {
  public typealias Fault = Stop
  public static var strategy: Strategy { .hidden("remembers-in-a-class") }
  private let right: PackedGuard<ModelWord>
  private let hidden = Hidden()

  public init(
    slotCount: Int, participantCount: Int, lastGeneration: UInt32, reclaim: Reclaim<Stop>
  ) {
    right = PackedGuard(
      slotCount: slotCount, participantCount: participantCount, lastGeneration: lastGeneration,
      reclaim: reclaim)
  }

  public func open(_ slot: Slot) throws(Stop) -> SessionID? { try right.open(slot) }

  public func acquire(
    _ id: SessionID, as me: borrowing Participant
  ) throws(Stop) -> Lease<Stop>? { try right.acquire(id, as: me) }

  public func release(
    _ lease: consuming Lease<Stop>, as me: borrowing Participant
  ) throws(Stop) { try right.release(lease, as: me) }

  public func close(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Bool {
    if hidden.count > 0 { return false }
    hidden.count = 1
    return try right.close(id, as: me)
  }
}

extension Strategy {
  fileprivate static func hidden(_ name: String) -> Strategy {
    Strategy(
      name: name, idea: "keeps state in a class", closeRule: .early, isExclusive: false,
      source: "the tests")
  }
}
