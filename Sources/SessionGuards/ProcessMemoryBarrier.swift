internal import CBarrier
internal import Glibc

/// Makes every running thread of this process pass a full memory barrier before it returns.
///
/// A thread that does not run passes one when it is scheduled. Where the kernel refuses it, light
/// fences are full ones, and a full fence of the calling thread is what it takes. A call on
/// purpose, as `spinPause` is.
public func processMemoryBarrier() {
  guard heavy_fence() == 0 else { fatalError("membarrier(2) failed (errno \(errno))") }
}

/// Whether this system has membarrier(2), `MEMBARRIER_CMD_PRIVATE_EXPEDITED`, of Linux 4.14.
///
/// Where it has not, each light fence is a full one: the guards that use them stay right, and each
/// of their leases pays for a fence. `GUARDBENCH_MEMBARRIER=off` in the environment has the same
/// effect, to measure what that costs.
public var hasProcessMemoryBarrier: Bool { has_heavy_fences() }
