internal import Foundation
internal import Glibc
package import Probe
package import Report

/// What is known of the terminal, if there is one.
package enum Terminal {
  /// Writes a line to the output at once, so that the two outputs keep their order in one file.
  package static func say(_ line: String) throws(SystemError) { try write(output: line + "\n") }

  /// Writes to the output as it stands.
  package static func write(output text: String) throws(SystemError) {
    try StandardOutput.write(text)
  }

  /// Writes a line to the error output.
  package static func complain(_ line: String) { write(line + "\n") }

  /// Writes to the error output as it stands. A closed error output is no failure of the command.
  package static func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }

  /// Whether people read the error output on a terminal that can rewrite a line.
  package static var isInteractive: Bool {
    isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
  }

  /// Colours only on a terminal, and only where NO_COLOR (https://no-color.org) does not stand.
  package static var style: TextStyle {
    let refusal = ProcessInfo.processInfo.environment["NO_COLOR"] ?? ""
    return isatty(STDOUT_FILENO) == 1 && refusal.isEmpty ? .colored : .plain
  }
}
