internal import Glibc

/// Where a program's results go.
public enum StandardOutput {
  /// Writes a text at once. A reader that has gone away is no failure; other refusals throw.
  public static func write(_ text: String) throws(SystemError) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      // Safe: the kernel reads at most the buffer's count of bytes.
      let count = unsafe bytes.withUnsafeBytes { buffer in
        retrying { unsafe Glibc.write(STDOUT_FILENO, buffer.baseAddress, buffer.count) }
      }
      if count < 0, errno == EPIPE { return }
      bytes = bytes.dropFirst(try checked("write the output", count))
    }
  }

  /// Takes the places of standard streams that the program was started without, so that no file of
  /// its own gets one of their numbers: what is then written to the output is refused.
  public static func keepPlace() {
    for number in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(number, F_GETFD) < 0 {
      // The lowest free number is this one, as those below are taken. Read only, on purpose.
      unsafe _ = open("/dev/null", number == STDERR_FILENO ? O_WRONLY : O_RDONLY)
    }
  }
}
