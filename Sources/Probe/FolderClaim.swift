internal import Glibc

/// The right to write in a folder, which one process at a time has; ends with its holder, however
/// that ends.
///
/// A lock of the kernel's on the folder itself (`flock`), so that nothing is left behind. Where the
/// file system has none for folders (NFS), everybody gets the right.
public struct FolderClaim: ~Copyable, Sendable {
  private let folder: OwnedDescriptor

  /// Takes the right to a folder; `nil` if somebody has it.
  public static func take(of path: String) throws(SystemError) -> FolderClaim? {
    let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC
    let folder = try OwnedDescriptor(checked("open \(path)", unsafe open(path, flags)))
    let answer = retrying { flock(folder.number, LOCK_EX | LOCK_NB) }
    return answer < 0 && errno == EWOULDBLOCK ? nil : FolderClaim(folder: folder)
  }

  private init(folder: consuming OwnedDescriptor) { self.folder = folder }
}
