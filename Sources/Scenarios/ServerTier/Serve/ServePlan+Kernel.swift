internal import Probe
public import Reactor
public import Trials

extension ServePlan {
  /// The failure to report of a server that the kernel refused.
  @usableFromInline
  func failure(_ error: Errno) -> TrialFailure {
    if error.isDescriptorShortage || error.isMemoryShortage {
      return .doesNotFit("\(slots) slots and \(reactors) reactors do not fit: \(error)")
    }
    return .process("cannot listen on \(host):\(port): \(error)")
  }

  /// The failure to report of a server whose threads the kernel would not start.
  @usableFromInline
  func threadFailure(_ error: Errno) -> TrialFailure {
    .process("cannot start the threads of \(reactors) reactors: \(error)")
  }

  /// Lets the process open as many descriptors as its slots need, or refuses before it begins.
  @usableFromInline
  func claimDescriptors() throws {
    let limits = MachineLimits.current()
    try fit(limits)
    do {
      try DescriptorLimit.raise(toHold: UInt64(descriptorsNeeded(limits)))
    } catch {
      throw TrialFailure(error)
    }
  }
}
