internal import CSystem
internal import Glibc

#if Jemalloc
internal import CJemalloc
#endif

/// The allocator behind this process's `malloc`.
public enum Allocator {
  public static var name: String { isCounting ? "jemalloc" : "glibc" }

  /// As the allocator states it.
  public static var version: String {
    #if Jemalloc
    if isCounting { return jemallocVersion }
    #endif
    return unsafe String(cString: glibc_version())
  }

  /// Whether allocations are counted: jemalloc is linked, and nothing else, such as a sanitizer,
  /// serves `malloc` in its place.
  public static let isCounting: Bool = {
    #if Jemalloc
    guard let counter = ThreadAllocations() else { return false }
    let before = counter.allocatedBytes
    unsafe free(allocate_opaquely(4096))
    return counter.allocatedBytes - before >= 4096
    #else
    return false
    #endif
  }()

  #if Jemalloc
  private static var jemallocVersion: String {
    var text: UnsafePointer<CChar>?
    var size = unsafe MemoryLayout.size(ofValue: text)
    // Safe: jemalloc writes one pointer, to a constant of its own.
    guard unsafe mallctl("version", &text, &size, nil, 0) == 0, let text = unsafe text
    else { return "unknown" }
    return unsafe String(cString: text)
  }
  #endif
}
