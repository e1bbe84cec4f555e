import SessionGuards

/// What fences do to the views.
///
/// An acquire fence takes what earlier relaxed reads could have taken; a release fence lets later
/// relaxed writes hand on what is known now. Both concern their thread alone.
extension Machine {
  func fence(_ thread: Int, _ operation: Operation) {
    switch (operation.kind, operation.order) {
    case (.lightFence, .sequentiallyConsistent): lightFence(thread)
    case (.heavyFence, .sequentiallyConsistent): heavyFence(thread)
    case (.fence, .sequentiallyConsistent): sequentialFence(thread)
    case (.fence, .acquiring): acquire(thread)
    case (.fence, .releasing): release(thread)
    case (.fence, .acquiringAndReleasing):
      acquire(thread)
      release(thread)
    // Of an asymmetric pair, one whose order was taken away is left out.
    default: break
    }
  }

  private func acquire(_ thread: Int) {
    if state[0].rules.defect == .fencesAcquireNothing { return }
    threads[thread].current.join(threads[thread].unacquired)
  }

  private func release(_ thread: Int) {
    if state[0].rules.defect == .fencesReleaseNothing { return }
    threads[thread].released = threads[thread].current
  }

  /// A sequentially consistent fence, which is an acquiring and a releasing one too.
  ///
  /// Fences are ordered one after the other, and what one could see no later one misses; but none
  /// happens before another by that alone, and so plain accesses are not handed on.
  private func sequentialFence(_ thread: Int) {
    acquire(thread)
    threads[thread].current.join(state[0].fenced)
    let known = threads[thread].current
    state[0].fenced = state[0].rules.defect == .fencesOrderAll ? known : known.locationsOnly
    release(thread)
  }

  /// Hands what its thread knows to heavy fences to come, and takes over what earlier ones knew:
  /// from light to light nothing goes.
  private func lightFence(_ thread: Int) {
    threads[thread].current.join(state[0].heavy)
    state[0].light.join(threads[thread].current.locationsOnly)
    if state[0].rules.defect == .lightFencesOrderEachOther { state[0].heavy.join(state[0].light) }
  }

  /// A sequentially consistent fence, before which every thread stands at its last light fence.
  ///
  /// It does not learn what a thread did after that, or without any: there the compiler may have
  /// moved it behind the barrier that this makes the thread pass.
  private func heavyFence(_ thread: Int) {
    switch state[0].rules.defect {
    case .heavyFencesIgnoreLight: break
    case .heavyFencesNeedNoLight:
      for other in 0..<threadCount {
        threads[thread].current.join(threads[other].current.locationsOnly)
      }
    default: threads[thread].current.join(state[0].light)
    }
    sequentialFence(thread)
    state[0].heavy = threads[thread].current.locationsOnly
  }
}
