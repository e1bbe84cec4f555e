internal import Foundation

/// Where a run took place; no host name.
public struct Machine: Codable, Sendable {
  public var cpu: String
  public var processors: Int
  public var kernel: String
  /// The kernel's way of pacing TCP; it acts on loopback too.
  public var congestionControl: String
  public var loadBefore: Double?
  public var loadAfter: Double?

  public init() {
    let description = Self.text("/proc/cpuinfo").split(separator: "\n")
    let model = description.first { $0.hasPrefix("model name") }
    cpu = model?.split(separator: ":").last?.trimmingCharacters(in: .whitespaces) ?? "unknown"
    processors = ProcessInfo.processInfo.activeProcessorCount
    kernel = Self.line("/proc/sys/kernel/osrelease")
    congestionControl = Self.line("/proc/sys/net/ipv4/tcp_congestion_control")
    loadBefore = Self.loadAverage
  }

  /// Looks at the load once more, after the run.
  public mutating func finish() { loadAfter = Self.loadAverage }

  /// Of the last minute; the run itself is in it.
  private static var loadAverage: Double? {
    text("/proc/loadavg").split(separator: " ").first.flatMap { Double($0) }
  }

  private static func line(_ path: String) -> String {
    text(path).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private static func text(_ path: String) -> String {
    (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
  }

  enum CodingKeys: String, CodingKey {
    case cpu, kernel
    case congestionControl = "tcp_congestion_control"
    case processors = "processors_count"
    case loadBefore = "load_before"
    case loadAfter = "load_after"
  }
}
