internal import Glibc

/// Strings as the kernel wants them: pointers to zero-terminated bytes, then a null.
@safe final class CStringList: @unchecked Sendable {
  // Safe: nothing changes between `init` and `deinit`.
  private let storage: UnsafeMutableBufferPointer<UnsafeMutablePointer<CChar>?>

  init(_ strings: [String]) {
    unsafe storage = .allocate(capacity: strings.count + 1)
    _ = unsafe storage.initialize(from: strings.map { unsafe strdup($0) } + [nil])
  }

  deinit {
    unsafe storage.forEach { text in unsafe free(text) }
    unsafe storage.deallocate()
  }

  /// The list, valid for as long as this object.
  @unsafe var pointers: UnsafePointer<UnsafeMutablePointer<CChar>?> {
    unsafe UnsafePointer(storage.baseAddress!)
  }
}
