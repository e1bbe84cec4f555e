internal import Glibc

/// Where the running program's own file lies, for starting more of it.
public enum ExecutablePath {
  /// Resolves `/proc/self/exe`.
  public static func current() throws(SystemError) -> String {
    let path = "/proc/self/exe"
    var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX))
    // Safe: the kernel writes at most the array's count of bytes.
    let count = unsafe bytes.withUnsafeMutableBytes { buffer in
      unsafe readlink(path, buffer.baseAddress!, buffer.count)
    }
    return String(decoding: bytes.prefix(try checked("read \(path)", count)), as: UTF8.self)
  }
}
