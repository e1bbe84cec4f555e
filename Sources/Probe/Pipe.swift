internal import CSystem
internal import Glibc

/// Two ends of a stream inside the kernel; neither is inherited by programs that are started.
struct Pipe: ~Copyable {
  let reader: OwnedDescriptor
  let writer: OwnedDescriptor

  init() throws(SystemError) {
    var ends: (Int32, Int32) = (-1, -1)
    // Safe: the kernel writes two descriptors, which a pair of Int32 has room for.
    let answer = unsafe withUnsafeMutableBytes(of: &ends) { bytes in
      unsafe pipe_closed_on_exec(bytes.baseAddress!.assumingMemoryBound(to: Int32.self))
    }
    _ = try checked("make a pipe", answer)
    reader = OwnedDescriptor(ends.0)
    writer = OwnedDescriptor(ends.1)
  }

  /// Closes the writing end and hands out the reading one.
  consuming func takeReader() -> OwnedDescriptor { reader }
}

extension OwnedDescriptor {
  /// A file in memory that grows with what is written to it.
  static func memoryFile() throws(SystemError) -> OwnedDescriptor {
    OwnedDescriptor(
      try checked("make a file in memory", unsafe memory_file("error output")))
  }

  /// The end of a file, up to `limit` bytes; what cannot be read counts as empty.
  func tail(limit: Int) -> String {
    let size = Int(lseek(number, 0, SEEK_END))
    let count = min(max(size, 0), limit)
    var bytes = [UInt8](repeating: 0, count: count)
    // Safe: the kernel writes at most the array's count of bytes.
    let read = unsafe bytes.withUnsafeMutableBytes { buffer in
      retrying { unsafe pread(number, buffer.baseAddress, buffer.count, off_t(size - count)) }
    }
    return String(decoding: bytes.prefix(max(read, 0)), as: UTF8.self)
  }
}
