public import GuardedServer
public import SessionGuards
internal import Statistics
internal import Tables
internal import TrialRows
public import Trials

/// A path-tier trial as far as it does not depend on the guard.
@usableFromInline
struct PathWorkload: Sendable {
  @usableFromInline let threadsCount: Int
  @usableFromInline let depth: Int
  let payloadBytes: Int
  private let sessionsCount: Int
  private let skew: Double
  private let plan: TrialPlan

  /// Sessions served between two settlements, as in one event batch of a busy reactor.
  @usableFromInline static let eventsPerBatch = 32

  @usableFromInline
  init(_ plan: TrialPlan) {
    let setting = plan.cell.setting
    self.plan = plan
    threadsCount = setting.threads ?? 1
    sessionsCount = max(setting.sessions ?? 1, threadsCount)
    skew = setting.skew ?? 0
    depth = setting.depth ?? 1
    payloadBytes = setting.payloadBytes ?? MemoryTraffic.leastPayloadBytes
  }

  /// Every reactor thread has a contiguous share of the sessions; the last may have fewer.
  private var share: Int { (sessionsCount + threadsCount - 1) / threadsCount }

  @usableFromInline
  func sessionsCount(of reactor: Int) -> Int {
    max(1, min(share, sessionsCount - reactor * share))
  }

  @usableFromInline var configuration: ServerConfiguration {
    var configuration = ServerConfiguration(
      slotCount: share * threadsCount, reactorCount: threadsCount)
    configuration.outsideSenderCount = 0
    configuration.maximumPayload = max(payloadBytes, 64)
    // One batch fits, as the port takes every write at once.
    configuration.queueBytes = depth * (payloadBytes + 2)
    return configuration
  }

  @usableFromInline
  func ports() -> [MemoryPort] {
    (0..<threadsCount).map { _ in MemoryPort(depth: depth, payloadBytes: payloadBytes) }
  }

  @usableFromInline
  func sequence(of reactor: Int, _ ids: [SessionID]) -> TargetSequence {
    var generator = SeededGenerator(seed: plan.seed, stream: UInt64(reactor))
    let distribution = TargetDistribution(zipf: skew, count: ids.count, scatterSeed: plan.seed)
    return TargetSequence(of: ids, ThreadTargets(all: distribution), &generator)
  }

  /// The reactors' threads, which the plan gives so much time.
  @usableFromInline
  func crew() -> ThreadCrew {
    ThreadCrew(
      count: threadsCount, measuredCount: threadsCount, warmUp: plan.warmUp,
      measurement: plan.measurement)
  }
}
