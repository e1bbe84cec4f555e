public import SessionGuards
public import Trials

/// Runs trials of the guard tier: no sockets, only threads, sessions and their guard.
public enum GuardTier {
  /// Runs one trial with one guard, in this process.
  @inlinable
  public static func run<Guard: SessionGuard & ~Copyable>(
    _: Guard.Type, _ plan: TrialPlan
  ) throws -> GuardReport where Guard.Fault == Never {
    let workload = try GuardWorkload(plan)
    let bench = GuardBench<Guard>(workload)
    let ids = bench.openAll()
    let sequences = (0..<workload.threadsCount).map { workload.sequence(of: $0, ids) }
    let crew = try bench.crew.run { index, ready in
      ready()
      return workload.isWatched
        ? bench.take(workload.part(of: index), sequences[index], index: index, Watched.self)
        : bench.take(workload.part(of: index), sequences[index], index: index, Unwatched.self)
    }
    bench.closeAll()
    return GuardOracle(workload, bench.records)
      .judge(
        crew, bytesPerSession: bench.bytesPerSession, closeRule: Guard.strategy.closeRule)
  }

  /// Runs one trial with one delegation, in this process.
  @inlinable
  public static func run<Delegation: SessionDelegation & ~Copyable>(
    delegation _: Delegation.Type, _ plan: TrialPlan
  ) throws -> GuardReport where Delegation.Fault == Never {
    let workload = try GuardWorkload(plan)
    let bench = DelegationBench<Delegation>(workload)
    let ids = bench.openAll()
    let sequences = (0..<workload.threadsCount).map { workload.sequence(of: $0, ids) }
    let crew = try bench.crew.run { index, ready in
      ready()
      return switch (workload.closesSessions, workload.isWatched) {
      case (false, false): bench.send(sequences[index], index: index, Unwatched.self)
      case (false, true): bench.send(sequences[index], index: index, Watched.self)
      case (true, false): bench.churn(sequences[index], index: index, Unwatched.self)
      case (true, true): bench.churn(sequences[index], index: index, Watched.self)
      }
    }
    bench.closeAll()
    return GuardOracle(workload, bench.records)
      .judge(crew, bytesPerSession: bench.bytesPerSession)
  }

  /// Runs one trial with actors, in this process; not from a task, for which it would wait.
  @inlinable
  public static func run<Delegation: AwaitedDelegation>(
    awaited _: Delegation.Type, _ plan: TrialPlan
  ) throws -> GuardReport {
    let workload = try GuardWorkload(plan)
    let bench = try AwaitedBench<Delegation>(workload)
    let ids = Awaited.value { await bench.openAll() }
    let sequences = (0..<workload.threadsCount).map { workload.sequence(of: $0, ids) }
    let crew = try bench.crew.run { index in
      workload.closesSessions
        ? await bench.churn(sequences[index], index: index)
        : await bench.send(sequences[index], index: index)
    }
    Awaited.value { await bench.closeAll() }
    bench.reactors.end()
    return GuardOracle(workload, bench.records)
      .judge(crew, bytesPerSession: bench.bytesPerSession)
  }
}
