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

  /// What a body is run for.
  @usableFromInline
  enum Mode: UInt8 {
    /// To bring the thread to its next operation.
    case first
    /// To see whether it comes to the same operation again.
    case again
    /// To see whether it repeats that operation for ever.
    case ahead
  }

  /// What changes with every step; a store's element, since a class's field is checked for
  /// exclusive access whenever it is touched.
  @usableFromInline
  struct State {
    /// The thread whose body runs; -1 while the program is set up.
    var thread = -1
    /// Where its replay stands in the log, and where that ends.
    @usableFromInline var cursor = 0
    @usableFromInline var end = 0
    /// What the body is run for.
    @usableFromInline var mode = Mode.first
    /// Whether a run that compares has met another operation than the one it compares with.
    var hasDiffered = false
    /// How often a run that looks ahead has met the operation that it began with.
    var spinCount = 0
    /// Distinguishes what this exploration remembers from what an earlier one did.
    var salt: UInt64 = 0
    /// Whether some thread would have done something else in another place.
    var dependsOnPlaces = false
    /// What the program did while it was set up.
    var setUpDigest: UInt64 = 0
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
    /// What light fences have told heavy ones to come.
    var light = View()
    /// What the last heavy fence knew, and so every one before it.
    var heavy = View()
  }

  @usableFromInline let state = Store(1, repeating: State())
  @usableFromInline let log = Store(Limits.threads * Limits.log, repeating: Value(0))
  /// The signature of each operation that the log answers.
  @usableFromInline let signatures = Store(Limits.threads * Limits.log, repeating: UInt64(0))
  let memories = Store(Limits.memories, repeating: Memory())
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
  private(set) var violationKind = Violation.Kind.broken
  /// Accesses that go wrong on purpose, by site.
  var alterations: [Alteration] = [] { didSet { changes = [:] } }
  /// Those of the sites met so far; nil for a site that is left as it is.
  var changes: [UInt: Alteration.Change?] = [:]
  /// Every site seen with its kind and order; nil unless the exploration asks for it.
  var census: Census?

  /// Where this machine's searches note how far they are.
  let trail = SearchTrail.current

  /// Notices the leases that are dropped while this machine runs.
  let leaseWatch: LeaseWatch

  init() {
    let owner = Owner()
    // Safe: a watch is called only while a program runs its machine.
    leaseWatch = LeaseWatch { unsafe owner.machine?.noteDroppedLease() }
    unsafe owner.machine = self
  }

  /// The machine of a watch, which is made before it.
  @safe private final class Owner {
    // Safe: as above; counting references would cost more than the replay of a short thread.
    unowned(unsafe) var machine: Machine?
  }

  /// Records that the execution has broken a promise, and ends it.
  public func fail(_ reason: String) throws(Stop) -> Never {
    if state[0].mode != .first { try deviate() }
    violate(reason)
    abandon()
    throw Stop()
  }

  /// Notes what went wrong first; nil takes it back.
  func violate(_ reason: String?, _ kind: Violation.Kind = .broken) {
    if reason == nil || !state[0].isViolated {
      violation = reason
      violationKind = kind
    }
    state[0].isViolated = reason != nil
  }

  func allocateLocation(_ value: Value) -> Int {
    precondition(!hasStarted, "words are made before the program runs")
    guard locationCount < Limits.locations else { return exceed(Limits.locations, "words") }
    messages[locationCount * (Limits.messages + 1)].value = value
    locationCount += 1
    return locationCount - 1
  }

  func allocateCell(_ value: UInt64) -> Int {
    precondition(!hasStarted, "cells are made before the program runs")
    guard cellCount < Limits.cells else { return exceed(Limits.cells, "cells") }
    cells[cellCount].value = value
    cellCount += 1
    return cellCount - 1
  }

  func allocateTally() -> Int {
    guard tallyCount < Limits.tallies else { return exceed(Limits.tallies, "tallies") }
    tallyCount += 1
    return tallyCount - 1
  }

  /// Notes that the program is too large, and returns a place that exists; nothing runs on it.
  private func exceed(_ limit: Int, _ what: String) -> Int {
    violate(
      "the program needs more than \(limit) \(what), and the model checker has no more; a double "
        + "word counts as two words", .unsupported)
    return 0
  }

  /// Records a lease that was dropped on this machine's thread.
  func noteDroppedLease() {
    // A stop, or the end of a set-up that failed, unwinds through live leases.
    if state[0].isOver || isViolated { return }
    // Another place may drop what this one does not.
    if state[0].mode != .first { return state[0].hasDiffered = true }
    violate("a lease was dropped, not released")
    abandon()
  }
}

/// What an execution may do.
struct Rules {
  /// Whether it is asked if the threads would do something else in other places.
  var comparesPlaces = false
  var memory = MemoryModel.releaseAcquire
  /// Whether two plain accesses that nothing orders end the execution.
  var detectsRaces = true
  /// Whether plain accesses are scheduled like others; needed only where races are not detected.
  var schedulesCells = false
  /// What the engine's own tests break in it.
  var defect: Defect?
}

/// Faults that the engine's own tests build into it, to see that they are noticed.
package enum Defect: String, CaseIterable, Sendable {
  /// A reversal that a race asks for is never explored.
  case forgetsReversals
  /// A thread put to sleep is not woken by a newer message.
  case sleepsThroughMessages
  /// No read makes the search try the write that it missed first.
  case forgetsMissedWrites
  /// An acquiring read takes nothing from the message.
  case acquiresNothing
  /// A read-modify-write breaks the release sequence.
  case breaksReleaseSequences
  /// Reading a message does not stop later reads from going behind it.
  case readsBackwards
  /// A fence happens before every later one, whether or not anything was read.
  case fencesOrderAll
  /// An acquire fence takes nothing of what was read before it.
  case fencesAcquireNothing
  /// A release fence hands nothing on to the writes after it.
  case fencesReleaseNothing
  /// Light fences order each other, as if they were sequentially consistent.
  case lightFencesOrderEachOther
  /// A heavy fence learns nothing from light ones.
  case heavyFencesIgnoreLight
  /// A heavy fence learns from threads that passed no light fence.
  case heavyFencesNeedNoLight
  /// The search takes a light and a heavy fence for steps that can be exchanged.
  case exchangesLightWithHeavy
  /// A weak compare-exchange is a strong one.
  case neverFailsSpuriously
}
