public import Probe
public import TrialRows

/// Whether a machine can hold a server with all its slots taken; the twin of `LoadPlan.fit`.
extension ServePlan {
  /// Descriptors for files of /proc and what the runtime opens for a moment.
  private static let descriptorsBeside = 16
  /// Poller, listener, wake-up.
  private static let descriptorsPerReactor = 3
  /// Kernel memory of one connection's end on the server: 9.7 kB measured.
  private static let kernelBytesPerSlot = 9_700

  /// Refuses slots that this process could not fill, with the limit and the setting that fits.
  public func fit(_ limits: MachineLimits) throws(UsageError) {
    guard let shortage = shortage(limits) else { return }
    let fitting =
      shortage.slots >= reactors ? "--slots \(shortage.slots) would fit" : "not even one would fit"
    throw .other("--slots \(slots) do not fit: \(shortage.limit); \(fitting), \(shortage.remedy)")
  }

  /// What a machine lacks for a plan, and how many slots it has enough of it for.
  package struct Shortage {
    package let limit: String
    package let slots: Int
    package let remedy: String
  }

  package func shortage(_ limits: MachineLimits) -> Shortage? {
    let beside = descriptorsNeeded(limits) - slots
    if slots > limits.descriptors - beside {
      return Shortage(
        limit: "descriptors: one server process may open \(limits.descriptors) and needs"
          + " \(beside) for itself",
        slots: limits.descriptors - beside,
        remedy: "or raise the hard limit (ulimit -Hn) to \(slots + beside)")
    }
    if let bytes = limits.availableMemoryBytes, slots > bytes / Self.kernelBytesPerSlot {
      return Shortage(
        limit: "memory: \(bytes / 1_000_000) MB are available, a connection takes 9.7 kB",
        slots: bytes / Self.kernelBytesPerSlot, remedy: "or use a machine with more")
    }
    return nil
  }

  /// Descriptors that are open when all slots are taken.
  func descriptorsNeeded(_ limits: MachineLimits) -> Int {
    slots + limits.descriptorsInUse + reactors * Self.descriptorsPerReactor
      + Self.descriptorsBeside
  }
}
