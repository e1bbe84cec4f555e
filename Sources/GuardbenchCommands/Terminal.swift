internal import Foundation

/// Where text for people goes.
enum Terminal {
  /// Writes a line to the error output.
  static func complain(_ line: String) {
    FileHandle.standardError.write(Data((line + "\n").utf8))
  }
}
