internal import Glibc

/// Text that the kernel makes when it is read: files in /proc and /sys.
enum KernelFile {
  /// Reads a whole file; throws if it cannot be opened or read.
  static func text(_ path: String) throws(SystemError) -> String {
    let file = try OwnedDescriptor(
      checked("open \(path)", unsafe open(path, O_RDONLY | O_CLOEXEC)))
    var bytes: [UInt8] = []
    while try file.read(into: &bytes, operation: "read \(path)") > 0 {}
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Reads a whole file that some systems do not have.
  static func text(ifPresent path: String) -> String? { try? text(path) }

  /// Reads the first line of such a file, without the line's end.
  static func line(_ path: String) -> String? {
    guard let text = text(ifPresent: path) else { return nil }
    return text.split(separator: "\n").first.map(String.init)
  }

  /// Reads the numbers of a file's first line; `nil` if there are none.
  static func numbers(_ path: String) -> [UInt64]? {
    guard let line = line(path) else { return nil }
    let numbers = line.split(whereSeparator: \.isWhitespace).compactMap { UInt64($0) }
    return numbers.isEmpty ? nil : numbers
  }
}
