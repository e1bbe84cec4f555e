import Foundation
import SessionGuards

/// Where one sender meets the end of the session that it sends to, on purpose and once.
///
/// The sender stops before its first access to the guard's word. It goes on when the session's
/// reactor stands in the gap that the place names, and the reactor stays there until the sender was
/// granted or refused. A sender that was granted uses its lease only when the slot serves the next
/// client, or the reactor found that it may not release. Under a right guard nothing goes wrong
/// then.
///
/// No thread waits longer than `patience`; one that has gives the meeting up. How it ended is said
/// on the error output, once, so that a test knows whether it took place.
// Safe: all fields but the place are read and written under `turns`.
public final class Meeting: @unchecked Sendable {
  public enum Place: Sendable {
    /// The last unit was given back, and the slot is about to be released.
    case rundown
    /// The slot is released, and about to be opened for the next client.
    case release
  }

  private static let patience = 10.0

  private let place: Place
  private let turns = NSCondition()
  private var reactor: pthread_t?
  /// The generation of the session that the slot was opened for last.
  private var opened: UInt32?
  /// The generation of the session that the sender wants.
  private var wanted: UInt32?
  private var isSenderThere = false
  private var isReactorThere = false
  private var isDecided = false
  private var isOver = false
  /// Whether the session was released while the sender waited.
  private var isReleased = false
  /// Whether the session lives on, since the reactor was not allowed to release it.
  private var livesOn = false
  /// Leases that the reactor took for the next client: the first to welcome it, the second to
  /// answer it, by when it has read the welcome.
  private var nextClientLeases: Int?
  /// Whether the next client has ended its side already; it still reads what comes.
  private var isNextClientLeaving = false

  public init(at place: Place) { self.place = place }

  /// Whether it has taken place, or was given up.
  var hasEnded: Bool { turns.withLock { isOver } }

  /// Is called before every access to the word.
  func reach(_ site: String) {
    turns.withLock {
      guard !isOver else { return }
      switch (site, isReactor) {
      case ("acquire.count", false): waitAtTheDoor()
      case ("rundown.claim", true): if place == .rundown { receive() }
      case ("release.count", false): end("granted; the slot went to the next client")
      default: break
      }
    }
  }

  /// The reactor is about to open a slot.
  func willOpen() {
    turns.withLock {
      reactor = pthread_self()
      if place == .release, isReleased { receive() }
    }
  }

  /// The reactor has opened a slot.
  func didOpen(_ id: SessionID) {
    change {
      opened = id.generation
      if isDecided { nextClientLeases = 0 }
    }
  }

  /// The reactor has closed a session.
  func didClose() {
    change {
      if isDecided, !isReleased { livesOn = true }
      if nextClientLeases != nil { isNextClientLeaving = true }
    }
  }

  func didReclaim() { change { if isSenderThere { isReleased = true } } }

  /// A thread is about to ask for a session.
  func willAcquire(_ id: SessionID) { turns.withLock { if !isReactor { wanted = id.generation } } }

  /// A thread was granted or refused.
  func didAcquire(isGranted: Bool) {
    turns.withLock {
      guard !isOver else { return }
      if isReactor {
        lendToNextClient()
      } else if isGranted {
        isDecided = true
        turns.broadcast()
        wait { livesOn || isNextClientLeaving || (nextClientLeases ?? 0) >= 2 }
        if livesOn { end("granted; the session lived on") }
      } else if isSenderThere {
        isDecided = true
        end("refused")
      }
      turns.broadcast()
    }
  }
}

// All of it under `turns`.
extension Meeting {
  private var isReactor: Bool { reactor == pthread_self() }

  private func change(_ body: () -> Void) {
    turns.withLock {
      body()
      turns.broadcast()
    }
  }

  /// The sender comes, and waits for the reactor to be where they meet.
  ///
  /// A sender that wants an earlier session than the slot's latest goes its way, and comes again.
  private func waitAtTheDoor() {
    isSenderThere = wanted == opened
    isReleased = false
    turns.broadcast()
    wait { wanted != opened || (place == .rundown ? isReactorThere : isReleased) }
    isSenderThere = wanted == opened
  }

  /// The reactor is where they meet, and waits until the sender was granted or refused.
  private func receive() {
    guard isSenderThere, !isOver else { return }
    isReactorThere = true
    turns.broadcast()
    wait { isDecided }
  }

  /// The next client stays until the sender has used its lease.
  private func lendToNextClient() {
    nextClientLeases? += 1
    turns.broadcast()
    if nextClientLeases == 2 { wait { false } }
  }

  private func wait(until isReady: () -> Bool) {
    let deadline = Date(timeIntervalSinceNow: Self.patience)
    while !isReady(), !isOver {
      if !turns.wait(until: deadline) { end("given up") }
    }
  }

  private func end(_ how: String) {
    guard !isOver else { return }
    isOver = true
    turns.broadcast()
    try? FileHandle.standardError.write(contentsOf: Data("meeting: \(how)\n".utf8))
  }
}
