internal import Glibc
internal import Probe

/// The threads of a trial: started together, stopped together, pinned while each can have a core.
struct ThreadCrew {
  let count: Int
  let warmUp: Duration
  let measurement: Duration

  /// Runs `body` on every thread, with its index, and answers what each returned, in their order.
  ///
  /// All threads exist before the first of them begins, so glibc never drops a lock prefix, as it
  /// does in a process that has one thread only.
  func run(
    _ gate: PhaseGate, _ body: @escaping @Sendable (Int) -> ThreadReport
  ) throws(SystemError) -> CrewReport {
    let processors = try ProcessorSet.allowed()
    let isPinned = count <= processors.count
    let team = try ThreadTeam(
      name: "bench", count: count,
      processors: { isPinned ? ProcessorSet([processors.numbers[$0]]) : processors }
    ) { index, barrier in
      barrier.wait()
      return body(index)
    }
    team.begin()
    sleep(for: warmUp)
    let begin = ProcessAllocations.read()?.allocationsCount
    gate.begin(.measurement)
    sleep(for: measurement)
    let end = ProcessAllocations.read()?.allocationsCount
    gate.begin(.end)
    return CrewReport(threads: team.join(), allocationsBegin: begin, allocationsEnd: end)
  }
}

/// What a crew brings home.
@usableFromInline
struct CrewReport: Sendable {
  /// In the order of the threads.
  @usableFromInline let threads: [ThreadReport]
  /// Within the measurement, in the whole process; nil where no allocator counts.
  @usableFromInline let allocationsCount: Int?

  init(threads: [ThreadReport], allocationsBegin: UInt64?, allocationsEnd: UInt64?) {
    self.threads = threads
    if let allocationsBegin, let allocationsEnd {
      allocationsCount = Int(allocationsEnd) - Int(allocationsBegin)
    } else {
      allocationsCount = nil
    }
  }
}

/// Sleeps for as long as it is told, signals or not.
private func sleep(for duration: Duration) {
  let (seconds, attoseconds) = duration.components
  var wanted = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
  var rest = timespec()
  // Safe: the kernel reads one timespec and writes the other; both outlive the call.
  while unsafe nanosleep(&wanted, &rest) != 0 && errno == EINTR { wanted = rest }
}
