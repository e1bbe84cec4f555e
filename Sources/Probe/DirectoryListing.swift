internal import Glibc

/// The names in a directory of /proc or /sys.
enum DirectoryListing {
  /// Lists them in the kernel's order, without `.` and `..`.
  static func names(in path: String) throws(SystemError) -> [String] {
    guard let stream = unsafe opendir(path) else { throw SystemError("open \(path)") }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    // Safe: an entry is valid until the next call on the same stream, and its name is copied here.
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }
}
