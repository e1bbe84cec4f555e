internal import CSystem
internal import Glibc

/// Makes every running thread of this process pass a full memory barrier before it returns.
///
/// A thread that does not run passes one when it is scheduled. The first call registers the
/// process. A call on purpose, as `spinPause` is.
public func processMemoryBarrier() {
  guard process_memory_barrier() == 0 else { fatalError(processMemoryBarrierRefusal(errno)) }
}

/// What is said where the kernel has no such barrier.
func processMemoryBarrierRefusal(_ error: Int32) -> String {
  "a heavy fence needs membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED) of Linux 4.14 or newer, which "
    + "this system refuses (errno \(error)): use a guard with sequentially consistent fences"
}
