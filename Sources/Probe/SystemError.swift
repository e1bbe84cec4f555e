internal import Glibc

/// A call that the kernel refused, and why.
public struct SystemError: Error, Equatable, CustomStringConvertible {
  /// What was attempted, as a phrase: `read /proc/stat`.
  public let operation: String
  /// The kernel's number for the reason (`errno`).
  public let code: Int32

  /// Records a refusal that the kernel gave a number for.
  public init(_ operation: String, code: Int32) {
    self.operation = operation
    self.code = code
  }

  /// Records the refusal that the thread's last system call met.
  init(_ operation: @autoclosure () -> String) {
    let code = errno
    self.init(operation(), code: code)
  }

  public var description: String {
    // Safe: glibc keeps the text per thread (since 2.32), and it is copied at once.
    let reason = unsafe String(cString: strerror(code))
    return "\(operation): \(reason)"
  }
}

/// Returns what a system call returned, or throws if that means failure.
func checked<Answer: SignedInteger>(
  _ operation: @autoclosure () -> String, _ answer: Answer
) throws(SystemError) -> Answer {
  let code = errno
  guard answer < 0 else { return answer }
  throw SystemError(operation(), code: code)
}
