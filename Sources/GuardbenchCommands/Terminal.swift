internal import Foundation
internal import Glibc
internal import Probe
internal import Report

/// What is known of the terminal, if there is one.
enum Terminal {
  /// Writes a line to the output at once, so that the two outputs keep their order in one file.
  static func say(_ line: String) throws(SystemError) { try write(output: line + "\n") }

  /// Writes to the output as it stands.
  static func write(output text: String) throws(SystemError) { try StandardOutput.write(text) }

  /// Writes a line to the error output.
  static func complain(_ line: String) { write(line + "\n") }

  /// Writes to the error output as it stands; one that is closed is nobody's loss.
  static func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }

  /// Whether people read the error output on a terminal that can rewrite a line.
  static var isInteractive: Bool {
    isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
  }

  /// Colours only on a terminal, and only where NO_COLOR (https://no-color.org) does not stand.
  static var style: TextStyle {
    let refusal = ProcessInfo.processInfo.environment["NO_COLOR"] ?? ""
    return isatty(STDOUT_FILENO) == 1 && refusal.isEmpty ? .colored : .plain
  }
}
