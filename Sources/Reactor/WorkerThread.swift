import Glibc

/// A thread of the operating system that runs one closure to its end, and is joined once.
public struct WorkerThread: Sendable {
  private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  private let thread: pthread_t

  /// Starts the thread.
  public init(_ body: @escaping @Sendable () -> Void) throws(Errno) {
    var thread = pthread_t()
    let work = unsafe Unmanaged.passRetained(Work(body))
    // Safe: the new thread takes the one reference that was retained for it.
    let code = unsafe pthread_create(
      &thread, nil,
      { argument in
        unsafe Unmanaged<Work>.fromOpaque(argument!).takeRetainedValue().body()
        return nil
      }, work.toOpaque())
    guard code == 0 else {
      unsafe work.release()
      throw Errno(code: code)
    }
    self.thread = thread
  }

  /// Waits for its end; once, and not on itself, which traps.
  public func join() {
    let code = pthread_join(thread, nil)
    precondition(code == 0, "a thread waited for its own end, or twice for another's")
  }
}
