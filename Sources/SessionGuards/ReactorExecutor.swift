private import Synchronization

/// The jobs of the actors that live on one reactor, for its thread to run between two waits.
///
/// The queue is a locked array, as one would write it; the thread takes all of it at once.
public final class ReactorExecutor: SerialExecutor {
  private struct Queue {
    var jobs: [UnownedJob] = []
    var isAsleep = false
  }

  private let queue = Mutex(Queue())
  private let wake: @Sendable () -> Void

  /// `wake` ends the wait of the reactor's thread; any thread calls it.
  public init(wake: @escaping @Sendable () -> Void) { self.wake = wake }

  public func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let wasAsleep = queue.withLock { queue in
      queue.jobs.append(job)
      defer { queue.isAsleep = false }
      return queue.isAsleep
    }
    if wasAsleep { wake() }
  }

  /// Runs what is queued, on the reactor's thread; returns whether there was anything.
  ///
  /// `spare` is an array that the thread keeps, so that no batch allocates one.
  public func runJobs(_ spare: inout [UnownedJob]) -> Bool {
    spare.removeAll(keepingCapacity: true)
    queue.withLock { swap(&$0.jobs, &spare) }
    // Safe: this executor lives while its thread is in one of its methods.
    for job in spare { unsafe job.runSynchronously(on: asUnownedSerialExecutor()) }
    return !spare.isEmpty
  }

  /// Whether nothing is queued; then the next job that comes wakes the thread.
  public func mayWait() -> Bool {
    queue.withLock { queue in
      queue.isAsleep = queue.jobs.isEmpty
      return queue.isAsleep
    }
  }
}
