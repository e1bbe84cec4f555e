internal import Probe
public import SessionGuards
internal import Statistics
internal import Tables
internal import TrialRows
public import Trials

/// A guard-tier trial as far as it does not depend on the guard: its threads, targets and times.
@usableFromInline
struct GuardWorkload: Sendable {
  @usableFromInline let slotsCount: Int
  /// All threads, those that only send beside the measured ones included.
  @usableFromInline let threadsCount: Int
  /// The threads that are measured, which come first; each owns a share of the sessions.
  @usableFromInline let ownersCount: Int
  @usableFromInline let closeRatio: Double
  @usableFromInline let seed: UInt64
  @usableFromInline let pace: Pace
  /// Operations between two looks at the gate; fewer where each of them takes long. Where sessions
  /// are lent or closed in batches, those of one call.
  @usableFromInline let batch: Int
  private let isInBatches: Bool
  /// Whether the measured threads close all their sessions at once.
  private let isMassClose: Bool
  @usableFromInline let closesSessions: Bool
  @usableFromInline let isWatched: Bool
  /// Whether each thread has a session of its own.
  private let isPrivate: Bool
  private let staleRatio: Double
  /// The share of sends that go to the sending thread's own part of the sessions.
  let ownRatio: Double
  private let plan: TrialPlan
  let targets: TargetDistribution

  @usableFromInline
  init(_ plan: TrialPlan) throws {
    let scenario = try ScenarioCatalogue.scenario(named: plan.cell.scenario)
    let setting = plan.cell.setting
    self.plan = plan
    ownersCount = setting.threads ?? 1
    threadsCount = ownersCount + (setting.senders ?? 0)
    isMassClose = scenario.name == "massclose"
    isInBatches = (setting.batch ?? 1) > 1
    isPrivate = scenario.name == "uncontended"
    slotsCount = setting.sessions ?? (isPrivate ? ownersCount : 1)
    closesSessions = scenario.closesSessions
    closeRatio = setting.closeRatio ?? 0
    staleRatio = setting.staleRatio ?? 0
    ownRatio = setting.ownRatio ?? 0
    seed = plan.seed
    isWatched = plan.purpose == .conflicts
    pace = Pace(
      holdNanoseconds: setting.holdNanoseconds ?? 0,
      thinkNanoseconds: setting.thinkNanoseconds ?? 0)
    batch = isMassClose || isInBatches ? setting.batch ?? 1 : Self.batch(setting)
    targets = TargetDistribution(setting, count: slotsCount, scatterSeed: seed)
  }

  /// 64 operations, or what takes about 20 µs, or what earns one close.
  private static func batch(_ setting: Setting) -> Int {
    let busy = (setting.holdNanoseconds ?? 0) + (setting.thinkNanoseconds ?? 0)
    let closing = setting.closeRatio ?? 0
    return max(
      1, min(usualBatch, 20_000 / (busy + 20), closing > 0 ? Int(1 / closing) : usualBatch))
  }

  @usableFromInline static let usualBatch = 64

  /// What a thread does in its trial.
  @usableFromInline
  enum Part { case sends, sendsInBatches, churns, closesShare, follows }

  @usableFromInline
  func part(of index: Int) -> Part {
    if isMassClose { return index < ownersCount ? .closesShare : .follows }
    if closesSessions { return .churns }
    return isInBatches ? .sendsInBatches : .sends
  }

  /// The targets of one thread: open sessions, or where sessions come and go, slots.
  @usableFromInline
  func sequence(of thread: Int, _ ids: [SessionID]) -> TargetSequence {
    var generator = SeededGenerator(seed: seed, stream: UInt64(thread))
    if isPrivate {
      let alone = ThreadTargets(all: TargetDistribution(uniform: 1))
      return TargetSequence(of: [ids[thread]], alone, &generator)
    }
    var targets = ThreadTargets(all: targets)
    targets.own = SessionRecords.slots(of: thread, among: ownersCount, slotsCount: slotsCount)
    targets.ownRatio = ownRatio
    return closesSessions
      ? TargetSequence(staleRatio: staleRatio, targets, &generator)
      : TargetSequence(of: ids, targets, &generator)
  }

  /// The threads, which the plan gives so much time.
  @usableFromInline
  func crew() -> ThreadCrew {
    ThreadCrew(
      count: threadsCount, measuredCount: ownersCount, warmUp: plan.warmUp,
      measurement: plan.measurement, countsFutexWaits: plan.purpose == .futexes)
  }

  /// The tasks, where tasks send instead of threads.
  @usableFromInline
  func taskCrew() -> TaskCrew {
    TaskCrew(
      count: threadsCount, warmUp: plan.warmUp, measurement: plan.measurement,
      countsFutexWaits: plan.purpose == .futexes)
  }
}
