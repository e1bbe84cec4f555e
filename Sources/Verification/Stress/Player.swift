import Glibc
import ModelChecker
import Probe
import SessionGuards

/// One thread of a stress as words see it: what is done to its accesses, its draws, and how much
/// longer it may go on.
final class Player: @unchecked Sendable {
  // Safe: made, bound and used by one thread.

  /// The part that this thread takes in a stress; nil for threads that take none.
  static var current: Player? {
    guard let place = unsafe ThreadPointer.bound else { return nil }
    // Safe: bound below, for as long as the player lives.
    return unsafe Unmanaged<Player>.fromOpaque(place).takeUnretainedValue()
  }

  /// Takes the part on this thread, for the time of the body.
  func take(_ body: () -> Void) {
    // Safe: this player lives until the body is over.
    withExtendedLifetime(self) {
      unsafe ThreadPointer.withBound(Unmanaged.passUnretained(self).toOpaque(), body)
    }
  }

  /// Accesses of one thread in one play; with more it has lost its progress. A hundred times what
  /// any script takes.
  static let accessLimit = 100_000

  let index: Int
  private let disturbance: Disturbance
  private(set) var course: Course?
  private(set) var name = ""
  private var random = SplitMix(seed: 0)
  private var accessesLeft = 0
  /// What is done at the sites met so far, by the address of the site's name.
  private var rules: [UInt: Rule] = [:]
  /// The holds whose end this thread has told, in this play.
  private var told: UInt64 = 0

  init(_ index: Int, _ disturbance: Disturbance) {
    self.index = index
    self.disturbance = disturbance
  }

  /// Enters a play as that part of its scenario.
  func begin(_ course: Course, as name: String, seed: UInt64) {
    if name != self.name { rules = [:] }
    self.course = course
    self.name = name
    random = SplitMix(seed: seed)
    accessesLeft = Player.accessLimit
    told = 0
  }

  /// Leaves the play; whoever waits for this thread need not any more.
  func end() {
    course?.standstill.finish(index)
    course = nil
  }
}

// The accesses.
extension Player {
  /// Makes an access as the disturbance has it; `access` performs a step of it.
  func perform(
    _ operation: Operation, _ access: (Operation) throws(Stop) -> Value
  ) throws(Stop) -> Value {
    let rule = rule(operation.site)
    try reach(rule, operation.site)
    let answer: Value
    if let change = rule?.change {
      var step = 0
      answer = try change.perform(operation) { (part) throws(Stop) in
        if step > 0 {
          pause()
          try hold(rule, step)
        }
        step += 1
        return try access(part)
      }
    } else {
      answer = try access(operation)
    }
    pass(rule)
    return answer
  }

  /// Makes an access of the play itself, which nothing alters.
  func perform<Answer>(_ site: StaticString, _ access: () -> Answer) throws(Stop) -> Answer {
    let rule = rule(site)
    try reach(rule, site)
    let answer = access()
    pass(rule)
    return answer
  }

  /// Waits, yielding, until `isReady`; ends the play if that can never be.
  func wait(_ site: StaticString, until isReady: () -> Bool) throws(Stop) {
    let rule = rule(site)
    precondition(rule?.change == nil, "a wait cannot be altered: \(site)")
    try reach(rule, site)
    try stay(site, until: isReady)
    pass(rule)
  }

  /// The waiting alone, for an access that was reached already.
  func stay(_ site: StaticString, until isReady: () -> Bool) throws(Stop) {
    if isReady() { return }
    guard let course else { return }
    switch course.wait(index, until: isReady) {
    case .ready: return
    case .over: throw Stop()
    case .never: try fail("blocked for ever: \(name) at \(site)")
    }
  }

  /// Says that the play has broken what it should keep, and ends it.
  func fail(_ reason: String) throws(Stop) -> Never {
    course?.note(reason)
    throw Stop()
  }

  private func reach(_ rule: Rule?, _ site: StaticString) throws(Stop) {
    if course?.isOver ?? true { throw Stop() }
    accessesLeft -= 1
    if accessesLeft <= 0 {
      try fail("no end after \(Player.accessLimit) accesses: \(name) at \(site)")
    }
    pause()
    try hold(rule, 0)
  }

  /// Lets others pass, now and then: by spinning some, or by yielding.
  private func pause() {
    guard disturbance.delayOdds > 0, random.below(disturbance.delayOdds) == 0 else { return }
    switch random.below(4) {
    case 0: for _ in 0..<random.below(32) { spinPause() }
    case 1: for _ in 0..<random.below(1024) { spinPause() }
    default: for _ in 0...random.below(4) { sched_yield() }
    }
  }

  private func hold(_ rule: Rule?, _ step: Int) throws(Stop) {
    guard let rule, let course else { return }
    for hold in rule.holds where disturbance.holds[hold].step == step {
      let end = course.wait(index, holds: true) { course.isTold(hold, toOthersThan: index) }
      if end == .over { throw Stop() }
    }
  }

  private func pass(_ rule: Rule?) {
    guard let rule else { return }
    for hold in rule.ends where told & 1 << UInt64(hold) == 0 {
      told |= 1 << UInt64(hold)
      course?.tell(hold, by: index)
    }
  }
}

// The sites.
extension Player {
  /// What is done at one site.
  private struct Rule {
    var change: Alteration.Change?
    /// The holds of this part that begin here.
    var holds: [Int]
    /// Those, of any part, that end with this access.
    var ends: [Int]
  }

  private func rule(_ site: StaticString) -> Rule? {
    if disturbance.alterations.isEmpty, disturbance.holds.isEmpty { return nil }
    // Safe: the address is a name only; every site is a literal with more than one character.
    let address = unsafe UInt(bitPattern: site.utf8Start)
    if let known = rules[address] { return known }
    let rule = rule(named: site.description)
    rules[address] = rule
    return rule
  }

  private func rule(named site: String) -> Rule {
    let holds = disturbance.holds
    return Rule(
      change: disturbance.alterations.first { $0.site == site }?.change,
      holds: holds.indices.filter { holds[$0].site == site && holds[$0].part == name },
      ends: holds.indices.filter { holds[$0].until == site })
  }
}
