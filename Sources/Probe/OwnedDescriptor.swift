internal import Glibc

/// A file descriptor that closes with its owner.
struct OwnedDescriptor: ~Copyable, Sendable {
  let number: Int32

  /// Takes over an open descriptor.
  init(_ number: Int32) {
    precondition(number >= 0)
    self.number = number
  }

  deinit { close(number) }

  /// Appends what one read yields, up to 4 KiB; returns how much, 0 at the end.
  func read(
    into bytes: inout [UInt8], operation: @autoclosure () -> String
  ) throws(SystemError) -> Int {
    // Safe: the kernel writes at most the buffer's bytes, and those that it wrote are taken.
    let (count, code) = unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4096) {
      buffer in
      let count = retrying { unsafe Glibc.read(number, buffer.baseAddress, buffer.count) }
      let code = errno
      if count > 0 { unsafe bytes.append(contentsOf: buffer[..<count]) }
      return (count, code)
    }
    if count < 0 { throw SystemError(operation(), code: code) }
    return count
  }
}

/// Makes a system call again for as long as a signal interrupts it.
func retrying<Answer: SignedInteger>(_ call: () -> Answer) -> Answer {
  while true {
    let answer = call()
    if answer >= 0 || errno != EINTR { return answer }
  }
}
