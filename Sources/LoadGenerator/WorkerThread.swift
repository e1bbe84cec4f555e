import CSystem
import Glibc

/// A thread of the operating system that runs one closure to its end.
struct WorkerThread {
  private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  private let thread: pthread_t

  /// Starts the thread.
  init(_ body: @escaping @Sendable () -> Void) throws(LoadError) {
    var thread = pthread_t()
    // Safe: the new thread takes the reference that is retained for it here.
    let work = unsafe Unmanaged.passRetained(Work(body))
    let result = unsafe pthread_create(
      &thread, nil,
      { argument in
        unsafe Unmanaged<Work>.fromOpaque(argument!).takeRetainedValue().body()
        return nil
      }, work.toOpaque())
    guard result == 0 else {
      unsafe work.release()
      throw .kernel("a thread cannot be started (error \(result))")
    }
    self.thread = thread
  }

  /// Waits for its end; once.
  func join() {
    // Safe: nobody else joins it.
    pthread_join(thread, nil)
  }
}
