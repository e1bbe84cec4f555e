/// A thread of the operating system that runs one function and returns what that returned.
///
/// It is joined or detached before its handle goes away; to forget it is a programmer's mistake.
public struct NamedThread<Answer: Sendable>: ~Copyable {
  private let thread: RunningThread<Answer>
  private var isOver = false

  /// Starts a thread on `processors`, or on those of the caller.
  ///
  /// `ps -L` and `perf` show the first 15 bytes of its name.
  public init(
    name: String, processors: ProcessorSet? = nil, _ body: @escaping @Sendable () -> Answer
  ) throws(SystemError) {
    thread = try RunningThread(name: name, processors: processors, body)
  }

  deinit { precondition(isOver, "a thread was neither joined nor detached") }

  /// Waits for the thread's end and returns its result.
  public consuming func join() -> Answer {
    isOver = true
    return thread.join()
  }

  /// Lets the thread run on by itself; its result is lost.
  public consuming func detach() {
    isOver = true
    thread.detach()
  }
}
