import Glibc
import ModelChecker
import Probe
import SessionGuards

/// One thread of a stress: what is done to its accesses, its random draws, and how many accesses it
/// has left.
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
      let watch = LeaseWatch { self.noteDroppedLease() }
      watch.watch {
        unsafe ThreadPointer.withBound(Unmanaged.passUnretained(self).toOpaque(), body)
      }
    }
  }

  private func noteDroppedLease() {
    if isOutside { return Never.leaseDropped() }
    if !isStopping { course?.note("a lease was dropped, not released") }
  }

  /// The most accesses of one thread in one play, a hundred times what any script takes: with more,
  /// the thread makes no progress.
  static let accessLimit = 100_000

  let index: Int
  private let disturbance: Disturbance
  /// The play that it is in; a thread outside of any has none.
  private(set) var course: Course?
  private let isOutside: Bool
  private var random = SplitMix(seed: 0)
  private var accessesLeft = 0
  private var rules: SiteRules
  /// Whether a stop unwinds through the play's code, and so through its leases.
  private var isStopping = false
  private var reads = ReadLoop()
  /// The holds whose end this thread has told, in this play.
  private var told: UInt64 = 0

  init(_ index: Int, _ disturbance: Disturbance) {
    self.index = index
    self.disturbance = disturbance
    rules = SiteRules(disturbance, of: "")
    isOutside = false
  }

  /// Takes part in no play: nothing ends what it does, and what would end a play ends the process.
  init(outside index: Int, _ disturbance: Disturbance, seed: UInt64) {
    self.index = index
    self.disturbance = disturbance
    rules = SiteRules(disturbance, of: "")
    isOutside = true
    random = SplitMix(seed: seed)
  }

  /// Enters a play as that part of its scenario.
  func begin(_ course: Course, as name: String, seed: UInt64) {
    if name != rules.part { rules = SiteRules(disturbance, of: name) }
    self.course = course
    random = SplitMix(seed: seed)
    accessesLeft = Player.accessLimit
    told = 0
    isStopping = false
    reads = ReadLoop()
  }

  /// Of the part that it plays.
  var name: String { rules.part }

  /// How many accesses it has made in this play, each look at this number among them: no two looks
  /// are alike, since the accesses of a guard on bare hardware are not seen.
  var accessCount: Int {
    accessesLeft -= 1
    return Player.accessLimit - accessesLeft
  }

  /// Leaves the play; no thread has to wait for this one any more.
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
    let rule = rules.rule(at: operation.site)
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
    try spin(operation, answer, access)
    return answer
  }

  /// Lets a loop that only reads, and always the same, be a wait: it may last as long as another
  /// thread takes, and ends when no thread can end it.
  private func spin(
    _ operation: Operation, _ answer: Value, _ access: (Operation) throws(Stop) -> Value
  ) throws(Stop) {
    reads.note(operation, answer)
    guard reads.repeatCount > 0, !isOutside else { return }
    accessesLeft += 1
    if reads.repeatCount % 64 == 0 { sched_yield() }
    guard reads.repeatCount % Player.accessLimit == 0 else { return }
    if reads.period == 1 {
      var look = operation
      look.kind = operation.isPair ? .pairLoad : .load
      return try stay(operation.site) { ((try? access(look)) ?? answer) != answer }
    }
    // Which of its words will change is not known: it goes round again, now and then, and is
    // blocked if no other thread can go on.
    var looks = 0
    try stay(operation.site) {
      looks += 1
      return looks > ReadLoop.looks
    }
    reads.repeatCount = Player.accessLimit - ReadLoop.longest * 64
  }

  /// Makes an access of the play itself, which nothing alters.
  func perform<Answer>(_ site: StaticString, _ access: () -> Answer) throws(Stop) -> Answer {
    let rule = rules.rule(at: site)
    try reach(rule, site)
    let answer = access()
    pass(rule)
    return answer
  }

  /// Waits, yielding, until `isReady`; ends the play if that can never be.
  func wait(_ site: StaticString, until isReady: () -> Bool) throws(Stop) {
    let rule = rules.rule(at: site)
    precondition(rule?.change == nil, "a wait cannot be altered: \(site)")
    try reach(rule, site)
    try stay(site, until: isReady)
    pass(rule)
  }

  /// Waits, yielding, until `isReady` or no other thread can go on; returns nil in the first
  /// case, and in the second the threads that have finished, a bit each.
  func idle(_ site: StaticString, until isReady: () -> Bool) throws(Stop) -> UInt64? {
    let rule = rules.rule(at: site)
    try reach(rule, site)
    defer { pass(rule) }
    if isReady() { return nil }
    guard let course else { return 0 }
    switch course.wait(index, until: isReady) {
    case .ready: return nil
    case .over: throw stop()
    case .never: return course.standstill.finishedThreads
    }
  }

  /// The waiting alone, for an access that was reached already.
  func stay(_ site: StaticString, until isReady: () -> Bool) throws(Stop) {
    if isReady() { return }
    if isOutside {
      while !isReady() { sched_yield() }
      return
    }
    guard let course else { return }
    switch course.wait(index, until: isReady) {
    case .ready: return
    case .over: throw stop()
    case .never: try fail("blocked for ever: \(name) at \(site)")
    }
  }

  /// Records that the play has broken a promise, and ends it.
  func fail(_ reason: String) throws(Stop) -> Never {
    if isOutside { fatalError(reason) }
    course?.note(reason)
    throw stop()
  }

  private func stop() -> Stop {
    isStopping = true
    return Stop()
  }

  private func reach(_ rule: SiteRules.Rule?, _ site: StaticString) throws(Stop) {
    if isOutside {
      disturbance.atSite?(site)
      return pause()
    }
    if course?.isOver ?? true { throw stop() }
    accessesLeft -= 1
    if accessesLeft <= 0 {
      try fail("no end after \(Player.accessLimit) accesses: \(name) at \(site)")
    }
    pause()
    try hold(rule, 0)
  }

  /// Lets other threads go first, now and then, by spinning or by yielding.
  private func pause() {
    guard disturbance.delayOdds > 0, random.below(disturbance.delayOdds) == 0 else { return }
    switch random.below(4) {
    case 0: for _ in 0..<random.below(32) { spinPause() }
    case 1: for _ in 0..<random.below(1024) { spinPause() }
    default: for _ in 0...random.below(4) { sched_yield() }
    }
  }

  /// Whether a weak compare-exchange is to fail for no reason, by a draw: never without delays, and
  /// never always.
  var failsSpuriously: Bool {
    disturbance.delayOdds > 0 && random.below(disturbance.delayOdds + 1) == 0
  }

  private func hold(_ rule: SiteRules.Rule?, _ step: Int) throws(Stop) {
    guard let rule, let course else { return }
    for hold in rule.holds where disturbance.holds[hold].step == step {
      let end = course.wait(index, holds: true) { course.isTold(hold, toOthersThan: index) }
      if end == .over { throw stop() }
    }
  }

  private func pass(_ rule: SiteRules.Rule?) {
    guard let rule else { return }
    for hold in rule.ends where told & 1 << UInt64(hold) == 0 {
      told |= 1 << UInt64(hold)
      course?.tell(hold, by: index)
    }
  }
}
