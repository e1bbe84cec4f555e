import Foundation

/// Real threads that run one at a time, each as far as the script says.
///
/// An actor stops before every access it makes through `ScriptedSeam`. The test lets one of them go
/// on, one access at a time or up to a named site, so an interleaving happens because it is written
/// down.
// Safe: the fields are those of whoever has the turn, an actor or the test; handing it over orders
// them.
public final class Script: @unchecked Sendable {
  /// Where an actor stands.
  public enum Position: Equatable, Sendable {
    /// Before the access with this site.
    case at(String)
    /// In a wait that is not over: for a lock, or for a word to change.
    case blocked(String)
    case finished
  }

  /// Which script this thread acts in, and as whom; nil outside of scripts, where seams do nothing.
  @TaskLocal static var part: (script: Script, actor: Int)?

  /// One for each actor, so that a turn wakes nobody else.
  private let turns: [Turn]
  private let testsTurn = Turn()
  private var positions: [Position]

  public init(_ actors: [@Sendable () -> Void]) {
    turns = actors.map { _ in Turn() }
    positions = actors.map { _ in .at("start") }
    for (index, body) in actors.enumerated() {
      let thread = Thread {
        Script.$part.withValue((self, index)) {
          self.turns[index].take()
          body()
        }
        self.handOver(index, .finished)
      }
      thread.start()
    }
  }

  public func position(_ actor: Int) -> Position { positions[actor] }

  /// The actors that could make an access now, or might find their wait over.
  public var unfinished: [Int] {
    positions.indices.filter { positions[$0] != .finished }
  }

  /// Lets the actor make the access it stands before and come to its next one.
  @discardableResult
  public func step(_ actor: Int) -> Position {
    precondition(positions[actor] != .finished, "actor \(actor) has finished")
    turns[actor].give()
    testsTurn.take()
    return positions[actor]
  }

  /// Lets the actor go on until it stands before the named access.
  public func run(_ actor: Int, until site: String) {
    while true {
      let position = step(actor)
      if position == .at(site) { return }
      precondition(position != .finished, "actor \(actor) finished before \(site)")
      if case .blocked(let place) = position {
        preconditionFailure("actor \(actor) is blocked at \(place), before \(site)")
      }
    }
  }

  /// Lets the actor go on to its end; answers where it was blocked instead, if it was.
  @discardableResult
  public func finish(_ actor: Int) -> Position {
    while true {
      let position = self.position(actor)
      if position == .finished { return position }
      let next = step(actor)
      if case .blocked = next { return next }
    }
  }

  func reach(_ actor: Int, _ position: Position) {
    handOver(actor, position)
    turns[actor].take()
  }

  private func handOver(_ actor: Int, _ position: Position) {
    positions[actor] = position
    testsTurn.give()
  }
}

/// Whether it is somebody's turn, who alone takes it.
///
/// Of locks, as the thread sanitizer sees through those, and not through libdispatch's semaphores.
// Safe: `isGiven` is read and written under `condition`.
private final class Turn: @unchecked Sendable {
  private let condition = NSCondition()
  private var isGiven = false

  func give() {
    condition.withLock { isGiven = true }
    // After the lock, which whoever is woken would else wait for at once.
    condition.signal()
  }

  func take() {
    condition.withLock {
      while !isGiven { condition.wait() }
      isGiven = false
    }
  }
}

/// The seam of scripted tests: correct, and stops where the script says.
public protocol ScriptedSeam: Seam {}

extension ScriptedSeam {
  public static func reach(_ site: String) {
    guard let part = Script.part else { return }
    part.script.reach(part.actor, .at(site))
  }

  public static func wait(_ site: String, until isReady: () -> Bool) {
    while !isReady() {
      guard let part = Script.part else { preconditionFailure("would wait for ever at \(site)") }
      part.script.reach(part.actor, .blocked(site))
    }
  }
}

/// Changes nothing.
public enum Correct: ScriptedSeam {
  public static var tampers: [String: Tamper] { [:] }
}
