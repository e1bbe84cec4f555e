import Glibc
import Reactor

/// A thread that runs one body and is joined once.
@usableFromInline
struct ReactorThread: Sendable {
  private let handle: pthread_t

  private final class Body {
    let run: () -> Void
    init(_ run: @escaping () -> Void) { self.run = run }
  }

  @usableFromInline
  init(_ run: @escaping @Sendable () -> Void) throws(Errno) {
    var handle = pthread_t()
    let body = unsafe Unmanaged.passRetained(Body(run))
    // Safe: the thread takes the one reference that was retained for it.
    let code = unsafe pthread_create(
      &handle, nil,
      { argument in
        let body = unsafe Unmanaged<Body>.fromOpaque(argument!).takeRetainedValue()
        body.run()
        return nil
      }, body.toOpaque())
    guard code == 0 else {
      unsafe body.release()
      throw Errno(code: code)
    }
    self.handle = handle
  }

  func join() {
    pthread_join(handle, nil)
  }
}
