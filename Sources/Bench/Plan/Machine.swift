internal import Probe

/// What scenarios need to know of the machine for their defaults.
enum Cores {
  /// The cores this process may run on; one if the kernel does not say.
  static let count = (try? ProcessorSet.allowed().count) ?? 1
}
