internal import CSystem
internal import Glibc

/// A thread of the operating system that runs one function and returns what that returned.
///
/// It is joined or detached before its handle goes away; to forget it is a programmer's mistake.
public struct NamedThread<Answer: Sendable>: ~Copyable {
  private let handle: pthread_t
  private let answer: ThreadAnswer<Answer>
  private var isOver = false

  /// Starts a thread; `ps -L` and `perf` show the first 15 bytes of its name.
  ///
  /// It runs on `processors`, or on those of the caller; if it may not, `join` throws and `body`
  /// has not run.
  public init(
    name: String, processors: ProcessorSet? = nil, _ body: @escaping @Sendable () -> Answer
  ) throws(SystemError) {
    let answer = ThreadAnswer<Answer>()
    let start = ThreadStart {
      unsafe name_current_thread(String(decoding: name.utf8.prefix(15), as: UTF8.self))
      do throws(SystemError) {
        try processors?.pinCurrentThread()
        answer.result = .success(body())
      } catch {
        answer.result = .failure(error)
      }
    }
    self.handle = try start.thread(named: name)
    self.answer = answer
  }

  deinit { precondition(isOver, "a thread was neither joined nor detached") }

  /// Waits for the thread's end and takes its answer.
  public consuming func join() throws(SystemError) -> Answer {
    let code = pthread_join(handle, nil)
    precondition(code == 0)
    isOver = true
    return try answer.result!.get()
  }

  /// Lets the thread go on by itself; nobody learns its answer.
  public consuming func detach() {
    pthread_detach(handle)
    isOver = true
  }
}

/// Where a thread leaves its answer.
private final class ThreadAnswer<Answer: Sendable>: @unchecked Sendable {
  // Safe: written by the thread before its end, read by who has joined it.
  var result: Result<Answer, SystemError>?
}

/// What a new thread does first: pthread's entry point is a C function, which cannot be generic.
private final class ThreadStart: Sendable {
  private let body: @Sendable () -> Void

  init(_ body: @escaping @Sendable () -> Void) { self.body = body }

  /// Starts the thread.
  func thread(named name: String) throws(SystemError) -> pthread_t {
    var handle = pthread_t()
    // Safe: the thread takes over the reference that is added here.
    let reference = unsafe Unmanaged.passRetained(self)
    let code = unsafe pthread_create(
      &handle, nil,
      { argument in
        unsafe Unmanaged<ThreadStart>.fromOpaque(argument!).takeRetainedValue().body()
        return nil
      }, reference.toOpaque())
    guard code != 0 else { return handle }
    unsafe reference.release()
    throw SystemError("start the thread \(name)", code: code)
  }
}
