import Statistics

/// When connections are ended and commands sent, and which: the same sequence in every thread.
///
/// Each thread walks the whole sequence and acts on its own connections, so that what happens does
/// not depend on the number of threads.
struct EventSources {
  enum Kind: Equatable {
    case churn
    case command(CommandStream)
  }

  struct Event: Equatable {
    var kind: Kind
    /// The connection that it happens to, numbered over all threads.
    var connection: Int
    /// Another connection, for commands that are about one.
    var other: Int
    /// Where a reset cuts the frame, from 0 to 1; nil for an end in order.
    var cut: Double?
  }

  private struct Source {
    var kind: Kind
    var schedule: Schedule
    var generator: SeededGenerator
  }

  private var sources: [Source] = []
  private let everyone: TargetDistribution
  private let skewed: TargetDistribution
  private let resetShare: Double

  init(_ plan: LoadPlan) {
    let isNeeded = plan.churnPerSecond > 0 || !plan.commands.isEmpty
    everyone = TargetDistribution(uniform: plan.connections)
    skewed = isNeeded ? plan.targets : everyone
    resetShare = plan.resetShare
    if plan.churnPerSecond > 0 { add(.churn, plan.churnPerSecond, plan) }
    for stream in plan.commands { add(.command(stream), stream.ratePerSecond, plan) }
  }

  /// Adds a source with random streams that no connection's schedule uses.
  private mutating func add(_ kind: Kind, _ ratePerSecond: Double, _ plan: LoadPlan) {
    let stream = 1 << 32 + UInt64(2 * sources.count)
    sources.append(
      Source(
        kind: kind,
        schedule: Schedule(
          ratePerSecond: ratePerSecond, arrivals: .poisson, seed: plan.seed, stream: stream),
        generator: SeededGenerator(seed: plan.seed, stream: stream + 1)))
  }

  var exist: Bool { !sources.isEmpty }

  /// When the next event is due on a clock on which the schedules began at `start`.
  func nextDue(from start: UInt64) -> UInt64 {
    var earliest = UInt64.max
    for source in sources { earliest = min(earliest, source.schedule.dueTime(from: start)) }
    return earliest
  }

  /// Takes an event that is due by `now`, or nil.
  mutating func next(from start: UInt64, by now: UInt64) -> Event? {
    for index in sources.indices where sources[index].schedule.dueTime(from: start) <= now {
      sources[index].schedule.advance()
      return draw(index)
    }
    return nil
  }

  private mutating func draw(_ index: Int) -> Event {
    let kind = sources[index].kind
    let targets = kind == .churn ? everyone : skewed
    let connection = targets.draw(using: &sources[index].generator)
    let other = targets.draw(using: &sources[index].generator)
    let isReset = sources[index].generator.nextUnit() < resetShare
    let cut = sources[index].generator.nextUnit()
    return Event(
      kind: kind, connection: connection, other: other,
      cut: kind == .churn && isReset ? cut : nil)
  }
}
