import Glibc

/// In a debug build, traps when a thread takes a second lease or calls back under one; else
/// nothing.
///
/// An exclusive guard would deadlock there, and only there, so it must not depend on the guard
/// whether it is found. It looks at the thread and not at the sender, since a thread may have
/// several.
@usableFromInline
enum LeaseTrap {
  @inlinable @inline(__always)
  static func enter() {
    #if DEBUG
    change(from: false, to: true, "a thread that holds a lease took another")
    #endif
  }

  @inlinable @inline(__always)
  static func leave() {
    #if DEBUG
    change(from: true, to: false, "a lease was given back on a thread that holds none")
    #endif
  }

  /// Stands before everything that may run user code, close, or wait.
  @inlinable @inline(__always)
  static func expectNone() {
    #if DEBUG
    change(from: false, to: false, "user code, close or wait under a lease")
    #endif
  }

  #if DEBUG
  // Safe: a key is made once and never given back; its value is a mark, never followed.
  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    let result = unsafe pthread_key_create(&key, nil)
    precondition(result == 0, "no thread-specific key is left")
    return key
  }()

  @usableFromInline
  static func change(from expected: Bool, to desired: Bool, _ complaint: StaticString) {
    let held = unsafe pthread_getspecific(key) != nil
    precondition(held == expected, "\(complaint)")
    if held != desired {
      unsafe pthread_setspecific(key, desired ? UnsafeRawPointer(bitPattern: 1) : nil)
    }
  }
  #endif
}
