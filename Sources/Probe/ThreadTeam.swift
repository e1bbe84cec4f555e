/// Threads that do the same work beside each other, and begin it together.
public struct ThreadTeam<Answer: Sendable>: ~Copyable {
  private let threads: [RunningThread<Answer?>]
  private let barrier: StartBarrier
  private var isOver = false

  /// Starts `count` threads named `name-0`, `name-1`, …; either all of them run or none.
  ///
  /// Each prepares what it needs, then calls `wait` on the barrier exactly once, then works. The
  /// barrier opens when all threads *and* the caller of `begin` have come. `processors(index)` says
  /// where a thread may run, `nil` meaning wherever its maker may.
  public init(
    name: String, count: Int, processors: (Int) -> ProcessorSet? = { _ in nil },
    _ body: @escaping @Sendable (_ index: Int, _ barrier: StartBarrier) -> Answer
  ) throws(SystemError) {
    precondition(count > 0, "a team of no threads does nothing")
    let barrier = StartBarrier(count: count + 1)
    let permission = Mailbox<Bool>()
    var threads: [RunningThread<Answer?>] = []
    do throws(SystemError) {
      for index in 0..<count {
        threads.append(
          try RunningThread(name: "\(name)-\(index)", processors: processors(index)) {
            permission.take() ? body(index, barrier) : nil
          })
      }
    } catch {
      for _ in threads { permission.put(false) }
      for thread in threads { _ = thread.join() }
      throw error
    }
    for _ in threads { permission.put(true) }
    self.threads = threads
    self.barrier = barrier
  }

  deinit { precondition(isOver, "a team of threads was not joined") }

  /// Waits until every thread is prepared, then lets all of them work.
  public func begin() { barrier.wait() }

  /// Waits for every thread's end and returns their results in the order of their indices.
  public consuming func join() -> [Answer] {
    isOver = true
    return threads.map { $0.join()! }
  }
}
