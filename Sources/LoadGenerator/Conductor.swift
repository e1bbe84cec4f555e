import Glibc
import Reactor

/// Takes the threads of one run through its phases.
struct Conductor {
  private static let stepNanoseconds: UInt64 = 5_000_000
  private static let progressNanoseconds: UInt64 = 200_000_000

  private let plan: LoadPlan
  private let server: ServerFacts
  private let run: RunBoard
  private let boards: [ShardBoard]
  private var threads: [WorkerThread] = []
  private var lastProgress: UInt64 = 0

  init(_ plan: LoadPlan, server: ServerFacts) throws(LoadError) {
    self.plan = plan
    self.server = server
    run = RunBoard(connections: plan.connections)
    var boards: [ShardBoard] = []
    do throws(Errno) {
      for _ in 0..<plan.threads { boards.append(try ShardBoard()) }
    } catch {
      throw .kernel("a wake-up cannot be made: \(error)")
    }
    self.boards = boards
  }

  /// Runs all phases; whatever happens, every thread has ended afterwards.
  ///
  /// A failure after all clients were connected is in the report, beside what was measured until
  /// then; an earlier one is thrown.
  mutating func conduct(
    _ beginning: Course, progress: (LoadProgress) -> Void, stop: () -> Bool
  ) throws(LoadError) -> LoadReport {
    var course = beginning
    do throws(LoadError) {
      try startThreads()
      try lead(&course, progress: progress, stop: stop)
      enter(.draining)
      drain(&course, progress, stop)
    } catch {
      run.fail(error)
    }
    if run.failure != nil { enter(.aborted) }
    for thread in threads { thread.join() }
    let results = boards.compactMap(\.left)
    if let failure = run.failure, !course.hasBegun || results.count < boards.count { throw failure }
    course.failure = run.failure
    return LoadReport(plan, results, course: course)
  }

  /// Waits until the threads have drained their connections, or cuts that short on a stop that
  /// comes meanwhile.
  private mutating func drain(
    _ course: inout Course, _ progress: (LoadProgress) -> Void, _ stop: () -> Bool
  ) {
    let end = LoadClock.monotonic.now + UInt64(seconds: plan.drainSeconds)
    progress(current(.draining, now: 0, end: UInt64(seconds: plan.drainSeconds)))
    while run.failure == nil, !boards.allSatisfy(\.hasEnded) {
      usleep(useconds_t(Self.stepNanoseconds / 1_000))
      show(.draining, now: LoadClock.monotonic.now, end: end, progress)
      if !course.wasStopped, stop() {
        course.wasStopped = true
        enter(.aborted)
      }
    }
  }

  private mutating func startThreads() throws(LoadError) {
    for (index, board) in boards.enumerated() {
      let (plan, server, run) = (plan, server, run)
      let work: @Sendable () -> Void = {
        do throws(Errno) {
          var shard = try Shard(
            plan, index: index, server: server, clock: .monotonic, run: run, own: board)
          board.leave(try shard.runToEnd())
        } catch {
          run.fail(.kernel("a thread of the load generator failed: \(error)"))
        }
      }
      do throws(Errno) {
        threads.append(try WorkerThread(work))
      } catch {
        throw .kernel("a thread cannot be started: \(error)")
      }
    }
  }

  private mutating func lead(
    _ course: inout Course, progress: (LoadProgress) -> Void, stop: () -> Bool
  ) throws(LoadError) {
    course.wasStopped = try !awaitConnections(progress, stop)
    course.connectedCount = welcomedCount
    if course.wasStopped { return }
    course.hasBegun = true
    enter(.warmUp)
    course.wasStopped = try !wait(.warmUp, plan.warmUpSeconds, progress, stop)
    if course.wasStopped { return }
    try course.mark(0, server, plan)
    enter(.measuring)
    // A thread in a long turn would otherwise miss the measurement, or a part of it.
    while run.failure == nil, !boards.allSatisfy({ $0.phase >= .measuring }) { usleep(50) }
    course.wasStopped = try !wait(.measuring, plan.durationSeconds, progress, stop)
    try course.mark(1, server, plan)
  }

  private func enter(_ phase: Phase) {
    run.enter(phase)
    for board in boards { board.wakeup.signal() }
  }

  private var welcomedCount: Int { boards.map(\.welcomed).reduce(0, +) }

  /// Waits until every connection is welcomed; returns false if the run was stopped.
  private mutating func awaitConnections(
    _ progress: (LoadProgress) -> Void, _ stop: () -> Bool
  ) throws(LoadError) -> Bool {
    var reached = 0
    var since = LoadClock.monotonic.now
    // With a ramp, the next connection is not late before its turn.
    let patience = plan.greetingSeconds + (plan.rampPerSecond.map { 1 / $0 } ?? 0)
    while welcomedCount < plan.connections {
      guard try step(.connecting, until: .max, progress, stop) else { return false }
      let now = LoadClock.monotonic.now
      if welcomedCount != reached { (reached, since) = (welcomedCount, now) }
      guard now - since < UInt64(seconds: patience) else {
        throw .unreachable(
          "only \(reached) of \(plan.connections) connections were welcomed by \(server.endpoint)")
      }
    }
    return true
  }

  /// Waits for a stage's end; returns false if the run was stopped.
  private mutating func wait(
    _ stage: LoadProgress.Stage, _ seconds: Double, _ progress: (LoadProgress) -> Void,
    _ stop: () -> Bool
  ) throws(LoadError) -> Bool {
    let end = LoadClock.monotonic.now + UInt64(seconds: seconds)
    while LoadClock.monotonic.now < end {
      guard try step(stage, until: end, progress, stop) else { return false }
    }
    return true
  }

  /// Sleeps for a moment and looks at everything once; returns false if the run was stopped.
  private mutating func step(
    _ stage: LoadProgress.Stage, until end: UInt64, _ progress: (LoadProgress) -> Void,
    _ stop: () -> Bool
  ) throws(LoadError) -> Bool {
    let now = LoadClock.monotonic.now
    usleep(useconds_t(min(Self.stepNanoseconds, end > now ? end - now : 0) / 1_000))
    if let failure = run.failure { throw failure }
    if boards.map(\.dead).reduce(0, +) == plan.connections {
      throw .serverLost("\(server.endpoint) ended every connection")
    }
    show(stage, now: now, end: end, progress)
    return !stop()
  }

  private mutating func show(
    _ stage: LoadProgress.Stage, now: UInt64, end: UInt64, _ progress: (LoadProgress) -> Void
  ) {
    guard now - lastProgress >= Self.progressNanoseconds else { return }
    lastProgress = now
    progress(current(stage, now: now, end: end))
  }

  private func current(
    _ stage: LoadProgress.Stage, now: UInt64, end: UInt64
  ) -> LoadProgress {
    var remaining = end == .max ? nil : Double(end > now ? end - now : 0) / 1e9
    if stage == .warmUp { remaining? += plan.durationSeconds }
    if stage != .draining { remaining? += plan.drainSeconds }
    return LoadProgress(
      stage: stage, connectedCount: welcomedCount, connectionsCount: plan.connections,
      messagesCount: boards.map(\.messages).reduce(0, +),
      violationsCount: boards.map(\.violations).reduce(0, +), remainingSeconds: remaining)
  }
}
