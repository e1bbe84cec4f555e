internal import Glibc
internal import SessionGuards

/// Waits a moment for another thread: spins at first, and then lets others have the core.
///
/// `rounds` counts the moments; where threads share a core, the one that is waited for may need it.
@usableFromInline
@inline(never)
func passTime(_ rounds: inout Int) {
  rounds += 1
  if rounds & 63 == 0 { sched_yield() } else { spinPause() }
}
