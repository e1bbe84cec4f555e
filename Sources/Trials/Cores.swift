internal import Probe

/// What scenarios need to know of the machine for their defaults.
package enum Cores {
  /// The cores this process may run on; one if the kernel does not say.
  package static let allowedCount = (try? ProcessorSet.allowed().count) ?? 1
  /// How many of them it is granted the time of, which a container's quota makes fewer.
  package static let granted = (try? ProcessorSet.granted()) ?? 1
  /// The whole cores of those, one at least: as many threads work by default.
  package static let count = max(Int(granted), 1)
}
