internal import Probe

/// What scenarios need to know of the machine for their defaults.
enum Machine {
  /// The cores this process may run on; one if the kernel does not say.
  static let coresCount = (try? ProcessorSet.allowed().count) ?? 1
}
