internal import Probe

/// The cores of the machine, on which the defaults of scenarios depend.
package enum Cores {
  /// The number of cores that this process may run on; 1 if the kernel does not say.
  package static let allowedCount = (try? ProcessorSet.allowed().count) ?? 1
  /// The number of cores whose time it is granted, which a container's quota makes smaller.
  package static let granted = (try? ProcessorSet.granted()) ?? 1
  /// The whole cores among those, at least 1: the default number of threads.
  package static let count = max(Int(granted), 1)
}
