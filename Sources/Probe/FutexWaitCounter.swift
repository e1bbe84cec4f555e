internal import CSystem
internal import Glibc

/// Counts the futex calls that wait: of the thread that makes the counter, and of every thread that
/// this one starts from then on.
///
/// By the kernel's tracepoint `sys_enter_futex`, which makes every futex call dearer: a trial that
/// counts measures no time. A wait that finds the word changed and returns at once counts too.
public final class FutexWaitCounter: Sendable {
  private let descriptor: OwnedDescriptor

  /// Begins to count; nil where the kernel does not offer it, which is so for most users but root.
  public init?() {
    let folders = ["/sys/kernel/tracing", "/sys/kernel/debug/tracing"]
    let numbers = folders.compactMap {
      KernelFile.numbers("\($0)/events/syscalls/sys_enter_futex/id")?.first
    }
    guard let tracepoint = numbers.first else { return nil }
    let number = futex_waits_open(tracepoint)
    guard number >= 0 else { return nil }
    descriptor = OwnedDescriptor(number)
  }

  /// Waits so far, running threads included; nil if the kernel does not say.
  public var count: UInt64? {
    var count: UInt64 = 0
    let size = MemoryLayout<UInt64>.size
    // Safe: the kernel writes at most these eight bytes, which outlive the call.
    let read = retrying { unsafe Glibc.read(descriptor.number, &count, size) }
    return read == size ? count : nil
  }
}
