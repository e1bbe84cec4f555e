internal import Reactor
public import SessionGuards
internal import Synchronization

/// The threads of a trial's reactors: each runs what its executor has, and sleeps when that is
/// nothing.
@usableFromInline
final class ReactorThreads: Sendable {
  @usableFromInline let executors: [ReactorExecutor]
  private let bells: [Bell]
  private let threads: [WorkerThread]

  /// What wakes one of them, and tells it to end.
  private final class Bell: Sendable {
    let wakeup: Wakeup
    let isOver = Atomic(false)
    init() throws(Errno) { wakeup = try Wakeup() }
  }

  @usableFromInline
  init(count: Int) throws {
    let bells = try (0..<count).map { _ in try Bell() }
    let executors = bells.map { bell in ReactorExecutor { bell.wakeup.signal() } }
    self.bells = bells
    self.executors = executors
    threads = try zip(bells, executors).map { bell, executor in
      try WorkerThread { Self.run(bell, executor) }
    }
  }

  private static func run(_ bell: Bell, _ executor: ReactorExecutor) {
    do throws(Errno) {
      let poller = try Poller(capacity: 1)
      try poller.add(bell.wakeup.fd, token: 0, [.readable, .edges])
      var spare: [UnownedJob] = []
      // Relaxed: the wake-up that follows it ends the wait, and joining orders the rest.
      while !bell.isOver.load(ordering: .relaxed) {
        if executor.runJobs(&spare) { continue }
        if executor.mayWait() { _ = try poller.wait() }
      }
    } catch {
      fatalError("a reactor of the trial cannot wait: \(error)")
    }
  }

  /// Ends the threads; no job may come any more.
  @usableFromInline
  func end() {
    for bell in bells {
      // Relaxed: as above.
      bell.isOver.store(true, ordering: .relaxed)
      bell.wakeup.signal()
    }
    for thread in threads { thread.join() }
  }
}
