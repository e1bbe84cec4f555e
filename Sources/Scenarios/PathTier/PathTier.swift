public import GuardedServer
public import SessionGuards
public import Trials

/// Runs trials of the path tier: the server's own session path, on memory instead of sockets.
public enum PathTier {
  /// Runs one trial with one guard, in this process.
  @inlinable
  public static func run<Guard: SessionGuard & ~Copyable>(
    _: Guard.Type, _ plan: TrialPlan
  ) throws -> GuardReport where Guard.Fault == Never {
    let workload = PathWorkload(plan)
    let bench = try PathBench<Guard>(workload)
    let crew = try bench.crew.run { reactor, ready in bench.serve(reactor: reactor, ready) }
    var report = GuardReport(crew, bytesPerSession: bench.table.bytesPerSession)
    PathOracle(bench.ports, bench.table).judge(&report)
    return report
  }
}
