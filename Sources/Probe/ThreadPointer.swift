internal import CSystem

/// A pointer that every thread has for itself; there is one, and the stress of the guards uses it.
///
/// Not a task-local: each look at one passes a `once` of Swift's runtime, which tells the thread
/// sanitizer of a release and an acquire, so that looking would order all threads.
public enum ThreadPointer {
  /// What the calling thread has bound; nil at first.
  public static var bound: UnsafeMutableRawPointer? { unsafe thread_pointer() }

  /// Binds the pointer for the time of the body; what it points to must live as long.
  public static func withBound(_ pointer: UnsafeMutableRawPointer, _ body: () -> Void) {
    let outer = unsafe thread_pointer()
    unsafe thread_pointer_set(pointer)
    body()
    unsafe thread_pointer_set(outer)
  }
}
