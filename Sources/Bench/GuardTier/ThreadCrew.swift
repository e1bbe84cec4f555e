internal import Glibc
internal import Probe

/// The threads of a trial: started together, stopped together, pinned while each can have a core.
struct ThreadCrew {
  let count: Int
  let warmUp: Duration
  let measurement: Duration
  private let processors: ProcessorSet

  init(count: Int, warmUp: Duration, measurement: Duration) throws(SystemError) {
    self.count = count
    self.warmUp = warmUp
    self.measurement = measurement
    processors = try .allowed()
  }

  /// Runs `body` on every thread, with its index, and answers what each returned, in their order.
  ///
  /// All threads exist before the first of them begins, so glibc never drops a lock prefix, as it does
  /// in a process that has one thread only.
  func run(
    _ gate: PhaseGate, _ body: @escaping @Sendable (Int) -> ThreadReport
  ) throws(SystemError) -> [ThreadReport] {
    try run(from: 0, gate, body)
  }

  /// Starts one thread, has the others started and the trial conducted, and joins it: a handle cannot
  /// be copied into an array, so each waits in a stack frame of its own.
  private func run(
    from index: Int, _ gate: PhaseGate, _ body: @escaping @Sendable (Int) -> ThreadReport
  ) throws(SystemError) -> [ThreadReport] {
    guard index < count else {
      try conduct(gate)
      return []
    }
    let thread = try NamedThread(name: "bench-\(index)", processors: home(of: index)) {
      gate.assemble()
      return body(index)
    }
    let others: Result<[ThreadReport], SystemError>
    do {
      others = .success(try run(from: index + 1, gate, body))
    } catch {
      gate.begin(.end)
      others = .failure(error)
    }
    let own = try thread.join()
    return [own] + (try others.get())
  }

  private func home(of index: Int) -> ProcessorSet {
    count <= processors.count ? ProcessorSet([processors.numbers[index]]) : processors
  }

  private func conduct(_ gate: PhaseGate) throws(SystemError) {
    guard gate.wait(for: count, atMost: .seconds(30)) else {
      throw SystemError("start \(count) threads", code: ETIMEDOUT)
    }
    gate.begin(.warmUp)
    sleep(for: warmUp)
    gate.begin(.measurement)
    sleep(for: measurement)
    gate.begin(.end)
  }
}

/// Sleeps for as long as it is told, signals or not.
func sleep(for duration: Duration) {
  let (seconds, attoseconds) = duration.components
  var wanted = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
  var rest = timespec()
  // Safe: the kernel reads one timespec and writes the other; both outlive the call.
  while unsafe nanosleep(&wanted, &rest) != 0 && errno == EINTR { wanted = rest }
}
