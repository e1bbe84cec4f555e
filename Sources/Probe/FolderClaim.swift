internal import Glibc

/// The right to write in a folder, which one process at a time has, or to use what is in it, which
/// several have while none writes. It ends with the process that has it, however that ends.
///
/// A lock of the kernel's on the folder itself (`flock`), so that nothing is left behind. Where the
/// file system has none for folders (NFS), every process gets the right.
public struct FolderClaim: ~Copyable, Sendable {
  private let folder: OwnedDescriptor

  /// Takes the right to write in a folder; `nil` if another process writes in it or uses it.
  public static func take(of path: String) throws(SystemError) -> FolderClaim? {
    try claim(path, LOCK_EX)
  }

  /// Takes the right to use a folder; `nil` if another process writes in it.
  public static func share(of path: String) throws(SystemError) -> FolderClaim? {
    try claim(path, LOCK_SH)
  }

  private static func claim(_ path: String, _ kind: Int32) throws(SystemError) -> FolderClaim? {
    let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC
    let folder = try OwnedDescriptor(checked("open \(path)", unsafe open(path, flags)))
    let answer = retrying { flock(folder.number, kind | LOCK_NB) }
    return answer < 0 && errno == EWOULDBLOCK ? nil : FolderClaim(folder: folder)
  }

  /// Gives up the right to write for the right to use, which others may take from now on.
  ///
  /// The kernel may let go of the folder in between, so that another could have written in it.
  public borrowing func share() {
    _ = retrying { flock(folder.number, LOCK_SH | LOCK_NB) }
  }

  private init(folder: consuming OwnedDescriptor) { self.folder = folder }
}
