/// The state of one execution, and the way from it to the next and back.
///
/// Virtual threads have no stacks: a body is run again from its start with the logged answers of
/// its earlier operations, and leaves by a typed throw at its first new one. A step performs that
/// pending operation and runs the body again. Every step can be taken back, so that an exploration
/// shares the beginnings of its executions.
///
/// One machine belongs to one program and runs on the thread that explores it.
// Safe: a program and its machine are used by one thread at a time; words only carry the reference.
public final class Machine: @unchecked Sendable {
  /// The machine that words made now belong to.
  @TaskLocal static var current: Machine?

  /// What changes with every step; a store's element, since a class's field is checked for
  /// exclusive access whenever it is touched.
  @usableFromInline
  struct State {
    /// The thread whose body runs; -1 while the program is set up.
    var thread = -1
    /// Where its replay stands in the log, and where that ends.
    @usableFromInline var cursor = 0
    @usableFromInline var end = 0
    /// Whether the replay has met its first new operation.
    var isOver = false
    @usableFromInline var isAltered = false
    var isViolated = false
    /// Accesses made while the program was set up.
    var settledCount = 0
    var takesCensus = false
    var threadCount = 0
    var depth = 0
    var journalCount = 0
    var rules = Rules()
    /// What sequentially consistent fences and writes have made known.
    var fenced = View()
  }

  @usableFromInline let state = Store(1, repeating: State())
  @usableFromInline let log = Store(Limits.threads * Limits.log, repeating: Value(0))
  let threads = Store(Limits.threads, repeating: VirtualThread())
  let messages = Store(
    Limits.locations * (Limits.messages + 1),
    repeating: Message(value: Value(0), view: View(), second: 0, step: 0))
  /// Index of the newest message of each location.
  let newest = Store(Limits.locations, repeating: 0)
  let cells = Store(Limits.cells, repeating: Cell())
  let tallies = Store(Limits.tallies, repeating: UInt64(0))
  let journal = Store(Limits.threads * Limits.log, repeating: Entry())
  /// How much of the journal was there before each step.
  let marks = Store(Limits.steps + 2, repeating: 0)

  let bodies = Store<Body?>(Limits.threads, repeating: nil)

  var locationCount = 0
  var cellCount = 0
  var tallyCount = 0
  var hasStarted = false
  private(set) var violation: String?
  /// Accesses that go wrong on purpose, by site.
  var alterations: [Alteration] = [] { didSet { changes = [:] } }
  /// Those of the sites met so far; nil for a site that is left as it is.
  var changes: [UInt: Alteration.Change?] = [:]
  /// Every site seen with its kind and order, while somebody asks for it.
  var census: Census?

  init() {}

  /// Says that the execution has broken what it should keep, and ends it.
  public func fail(_ reason: String) throws(Stop) -> Never {
    violate(reason)
    abandon()
    throw Stop()
  }

  /// Notes what went wrong first; nil takes it back.
  func violate(_ reason: String?) {
    if reason == nil || !state[0].isViolated { violation = reason }
    state[0].isViolated = reason != nil
  }

  func allocateLocation(_ value: Value) -> Int {
    precondition(!hasStarted, "words are made before the program runs")
    precondition(locationCount < Limits.locations, "a program has at most 24 locations")
    messages[locationCount * (Limits.messages + 1)].value = value
    locationCount += 1
    return locationCount - 1
  }

  func allocateCell(_ value: UInt64) -> Int {
    precondition(!hasStarted, "cells are made before the program runs")
    precondition(cellCount < Limits.cells, "a program has at most 32 cells")
    cells[cellCount].value = value
    cellCount += 1
    return cellCount - 1
  }

  func allocateTally() -> Int {
    precondition(tallyCount < Limits.tallies, "a program has at most 32 tallies")
    tallyCount += 1
    return tallyCount - 1
  }
}

/// What an execution may do.
struct Rules {
  var memory = MemoryModel.releaseAcquire
  /// Whether two plain accesses that nothing orders end the execution.
  var detectsRaces = true
  /// Whether plain accesses are scheduled like others; needed only where races are not detected.
  var schedulesCells = false
  /// What the engine's own tests break in it.
  var defect: Defect?
}

/// Faults that the engine's own tests build into it, to see that they would notice.
package enum Defect: String, CaseIterable, Sendable {
  /// A reversal that a race asks for is never explored.
  case forgetsReversals
  /// A thread put to sleep is not woken by a newer message.
  case sleepsThroughMessages
  /// A read is never the reason to let the write that it missed go first.
  case forgetsMissedWrites
  /// An acquiring read takes nothing from the message.
  case acquiresNothing
  /// A read-modify-write breaks the release sequence.
  case breaksReleaseSequences
  /// Reading a message does not stop later reads from going behind it.
  case readsBackwards
  /// A fence happens before every later one, whether or not anything was read.
  case fencesOrderAll
}
