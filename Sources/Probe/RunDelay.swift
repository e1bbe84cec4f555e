/// Time spent runnable without running, from the second field of `schedstat`.
enum RunDelay {
  static var ofCurrentThread: UInt64? { nanoseconds("/proc/thread-self/schedstat") }

  /// The sum over the threads that are alive; `/proc/self/schedstat` is the first thread's alone.
  static var ofCurrentProcess: UInt64? {
    guard let threads = try? DirectoryListing.names(in: "/proc/self/task") else { return nil }
    let delays = threads.compactMap { nanoseconds("/proc/self/task/\($0)/schedstat") }
    return delays.isEmpty ? nil : delays.reduce(0, +)
  }

  private static func nanoseconds(_ path: String) -> UInt64? {
    guard let fields = KernelFile.numbers(path), fields.count >= 2 else { return nil }
    return fields[1]
  }
}
