import Glibc
import Reactor

/// Zeroed memory for one kind of record, taken from the kernel page by page as it is touched.
///
/// Untouched places cost nothing, so every connection can have room for its worst case.
@safe
struct Slab<Element: BitwiseCopyable>: ~Copyable {
  // Safe: `count * stride` bytes, owned by this value until its end.
  let base: UnsafeMutableRawPointer
  let count: Int
  /// Elements per place.
  let width: Int
  private let byteCount: Int

  /// Reserves `count` places of `width` elements each.
  init(count: Int, width: Int = 1) throws(Errno) {
    self.count = count
    self.width = width
    byteCount = max(count * width * MemoryLayout<Element>.stride, 1)
    let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
    // Safe: a mapping of our own; the kernel returns MAP_FAILED, which is all ones, or memory.
    let mapping = unsafe mmap(nil, byteCount, PROT_READ | PROT_WRITE, flags, -1, 0)
    guard let mapping = unsafe mapping, unsafe mapping != MAP_FAILED else { throw Errno.current }
    // Huge pages would make the untouched places real.
    unsafe madvise(mapping, byteCount, MADV_NOHUGEPAGE)
    unsafe base = mapping
  }

  deinit { unsafe munmap(base, byteCount) }

  /// Returns the first element of a place; traps if there is no such place.
  subscript(place: Int) -> UnsafeMutablePointer<Element> {
    @inline(__always) get {
      precondition(UInt(bitPattern: place) < UInt(bitPattern: count))
      // Safe: within the mapping, bound once and for all to a trivial type.
      return unsafe base.assumingMemoryBound(to: Element.self) + place &* width
    }
  }
}
