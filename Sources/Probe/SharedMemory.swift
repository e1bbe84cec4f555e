internal import CSystem
internal import Glibc

/// Memory that this process shares with one that it starts.
@safe
public final class SharedMemory: @unchecked Sendable {
  // Safe: the mapping is made once and stays until this ends; its users synchronise their access.

  public let base: UnsafeMutableRawPointer
  private let byteCount: Int
  private let file: OwnedDescriptor

  /// Makes memory of that many zeros.
  public convenience init(byteCount: Int) throws(SystemError) {
    let file = try OwnedDescriptor.memoryFile()
    _ = try checked("make shared memory", ftruncate(file.number, off_t(byteCount)))
    try self.init(file, byteCount: byteCount)
  }

  /// Opens what another process has made, by its `path`.
  public convenience init(path: String, byteCount: Int) throws(SystemError) {
    let file = OwnedDescriptor(
      try checked("open \(path)", unsafe open(path, O_RDWR | O_CLOEXEC)))
    try self.init(file, byteCount: byteCount)
  }

  private init(_ file: consuming OwnedDescriptor, byteCount: Int) throws(SystemError) {
    // Safe: a new mapping, of a file that is as long.
    let base = unsafe mmap(
      nil, byteCount, PROT_READ | PROT_WRITE, MAP_SHARED, file.number, 0)
    guard let base = unsafe base, unsafe base != MAP_FAILED else {
      throw SystemError("map shared memory")
    }
    unsafe self.base = base
    self.byteCount = byteCount
    self.file = file
  }

  deinit {
    // Safe: mapped above, and its users end before this.
    unsafe munmap(base, byteCount)
  }

  /// The name by which a child process opens it, as long as this process lives.
  public var path: String { "/proc/\(getpid())/fd/\(file.number)" }
}
