internal import Probe
public import SessionGuards
internal import Statistics
internal import Tables
internal import TrialRows
public import Trials

/// A guard-tier trial as far as it does not depend on the guard: its threads, targets and times.
@usableFromInline
struct GuardWorkload: Sendable {
  /// What the measured threads of a trial do, and those beside them.
  private enum Course {
    /// All send, and every session lives on.
    case steady
    /// Each sends, and closes and reopens a share of the sessions.
    case churn
    /// They close all their sessions at once, and more threads send.
    case massClose
    /// They send to sessions that one more thread closes and reopens in turn.
    case rundown
    /// As in `churn`, and one more thread stops inside leases.
    case stalled
  }

  private let course: Course
  @usableFromInline let slotsCount: Int
  /// All threads, those that are not measured included.
  @usableFromInline let threadsCount: Int
  /// The threads that are measured, which come first.
  @usableFromInline let measuredCount: Int
  /// The threads that own a share of the sessions each.
  @usableFromInline let ownersCount: Int
  @usableFromInline let closeRatio: Double
  @usableFromInline let seed: UInt64
  @usableFromInline let pace: Pace
  /// Operations between two looks at the gate; fewer where each of them takes long. Where sessions
  /// are lent or closed in batches, those of one call.
  @usableFromInline let batch: Int
  private let isInBatches: Bool
  @usableFromInline let closesSessions: Bool
  @usableFromInline let isWatched: Bool
  /// How long a thread stops inside a lease, and then stays away.
  @usableFromInline let stall: Duration
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
    let course = Self.course(of: scenario)
    self.course = course
    let (threads, senders) = (setting.threads, setting.senders)
    measuredCount = threads ?? senders ?? 1
    threadsCount =
      switch course {
      case .steady, .churn: measuredCount
      case .massClose: measuredCount + (senders ?? 0)
      case .rundown, .stalled: measuredCount + 1
      }
    ownersCount = course == .rundown ? 1 : measuredCount
    isInBatches = (setting.batch ?? 1) > 1
    isPrivate = scenario.name == "uncontended"
    slotsCount = setting.sessions ?? (isPrivate ? ownersCount : 1)
    closesSessions = scenario.closesSessions
    closeRatio = setting.closeRatio ?? 0
    staleRatio = setting.staleRatio ?? 0
    ownRatio = setting.ownRatio ?? 0
    stall = .nanoseconds(setting.stallNanoseconds ?? 0)
    seed = plan.seed
    isWatched = plan.purpose == .conflicts
    pace = Pace(
      holdNanoseconds: setting.holdNanoseconds ?? 0,
      thinkNanoseconds: setting.thinkNanoseconds ?? 0)
    batch = course == .massClose || isInBatches ? setting.batch ?? 1 : Self.batch(setting)
    targets = TargetDistribution(setting, count: slotsCount, scatterSeed: seed)
  }

  private static func course(of scenario: Scenario) -> Course {
    switch scenario.name {
    case "massclose": .massClose
    case "rundown": .rundown
    case "stalled": .stalled
    default: scenario.closesSessions ? .churn : .steady
    }
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
  enum Part {
    case sends, sendsInBatches, churns
    case closesShare, follows
    case sendsPastCloses, endsSessions
    case sendsBesideStalls, stopsInsideLeases
  }

  @usableFromInline
  func part(of index: Int) -> Part {
    let isMeasured = index < measuredCount
    return switch course {
    case .steady: isInBatches ? .sendsInBatches : .sends
    case .churn: .churns
    case .massClose: isMeasured ? .closesShare : .follows
    case .rundown: isMeasured ? .sendsPastCloses : .endsSessions
    case .stalled: isMeasured ? .sendsBesideStalls : .stopsInsideLeases
    }
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
      count: threadsCount, measuredCount: measuredCount, warmUp: plan.warmUp,
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
