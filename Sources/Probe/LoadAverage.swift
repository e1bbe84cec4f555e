/// How many threads wanted a processor lately, on average; on Linux, also those waiting for disks.
public struct LoadAverage: Sendable, Equatable, Codable {
  public let oneMinute: Double
  public let fiveMinutes: Double
  public let fifteenMinutes: Double

  /// Reads the machine's load; `nil` where the kernel does not tell.
  public static func read() -> LoadAverage? {
    KernelFile.line("/proc/loadavg").flatMap { LoadAverage($0) }
  }

  init?(_ line: String) {
    let numbers = line.split(separator: " ").prefix(3).compactMap { Double($0) }
    guard numbers.count == 3 else { return nil }
    (oneMinute, fiveMinutes, fifteenMinutes) = (numbers[0], numbers[1], numbers[2])
  }
}
