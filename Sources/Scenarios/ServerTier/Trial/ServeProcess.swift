internal import LoadGenerator
internal import Probe
internal import Trials

/// `guardbench serve` in a fresh process.
struct ServeProcess: ~Copyable {
  let listening: Listening
  private var child: ChildProcess

  /// Starts it and waits until it listens.
  init(
    _ program: String, _ plan: ServePlan, on processors: ProcessorSet?, unless stop: StopSignal
  ) throws(TrialFailure) {
    var child = try ChildProcess.start(program, "serve", plan, on: processors)
    listening = try child.answer(Listening.self, within: .seconds(30), unless: stop)
    self.child = child
  }

  /// Makes it drain, and waits for its report and its end.
  consuming func finish(unless stop: StopSignal) throws(TrialFailure) -> ServeReport {
    child.send(15)
    // It gives a hung drain up by itself; a minute is a hang of another kind.
    let report = try child.answer(ServeReport.self, within: .seconds(60), unless: stop)
    try child.end(within: .seconds(60), unless: stop, "the server")
    return report
  }
}

/// `guardbench load` in a fresh process.
struct LoadProcess: ~Copyable {
  private var child: ChildProcess
  private let limit: Duration

  init(
    _ program: String, _ plan: LoadPlan, on processors: ProcessorSet?
  ) throws(TrialFailure) {
    child = try ChildProcess.start(program, "load", plan, on: processors)
    // Connecting ten thousand clients takes seconds; a minute more than planned is a hang.
    limit = .seconds(plan.warmUpSeconds + plan.durationSeconds + plan.drainSeconds + 60)
  }

  /// Waits for its report and its end.
  consuming func finish(unless stop: StopSignal) throws(TrialFailure) -> LoadReport {
    let report = try child.answer(LoadReport.self, within: limit, unless: stop)
    try child.end(within: .seconds(60), unless: stop, "the load")
    return report
  }
}
