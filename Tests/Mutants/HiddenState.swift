import ModelChecker
import SessionGuards

/// State that the model checker cannot take back, and a word that it can.
final class Hidden: @unchecked Sendable {
  // Safe: of guards that run in the model alone, on one thread.
  var count = 0
  let word = ModelWord(0)
}

// Guards that keep such state cannot be judged. Each is a right one with a field of a class beside
// its words.

/// Refuses every third send, by a counter in a class.
struct CountsInAClass: Rewritten {
  static var strategy: Strategy { .hidden("counts-in-a-class") }
  let right: Right<PackedGuard<ModelWord>>
  private let hidden = Hidden()

  init(right: Right<PackedGuard<ModelWord>>) { self.right = right }

  func acquire(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Lease<Stop>? {
    hidden.count += 1
    return hidden.count % 3 == 0 ? nil : try right.acquire(id, as: me)
  }
}

/// Adds what a class says to a word of its own.
struct AddsFromAClass: Rewritten {
  static var strategy: Strategy { .hidden("adds-from-a-class") }
  let right: Right<PackedGuard<ModelWord>>
  private let hidden = Hidden()

  init(right: Right<PackedGuard<ModelWord>>) { self.right = right }

  func acquire(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Lease<Stop>? {
    hidden.count += 1
    // Relaxed: a statistic.
    _ = try hidden.word.add(UInt64(hidden.count), .relaxed, "acquire.statistic")
    return try right.acquire(id, as: me)
  }
}

/// Closes once only, which a flag in a class remembers.
struct RemembersInAClass: Rewritten {
  static var strategy: Strategy { .hidden("remembers-in-a-class") }
  let right: Right<PackedGuard<ModelWord>>
  private let hidden = Hidden()

  init(right: Right<PackedGuard<ModelWord>>) { self.right = right }

  func close(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Bool {
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
