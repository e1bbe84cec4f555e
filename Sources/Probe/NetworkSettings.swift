/// How the kernel runs TCP, as far as a process can ask; nil where it does not say.
public struct NetworkSettings: Sendable, Equatable, Codable {
  /// How the kernel paces TCP; it acts on loopback too.
  public var congestionControl: String?
  /// A TCP socket's buffer for what comes in: least, at first, and at most.
  public var receiveBufferBytes: [Int]?
  /// A TCP socket's buffer for what goes out: least, at first, and at most.
  public var sendBufferBytes: [Int]?
  /// The longest buffer for what comes in that a program may ask for.
  public var receiveBufferLimitBytes: Int?
  /// The longest buffer for what goes out that a program may ask for.
  public var sendBufferLimitBytes: Int?

  /// Reads the settings that hold now.
  static func current() -> NetworkSettings {
    func numbers(_ name: String) -> [Int]? {
      KernelFile.numbers("/proc/sys/net/\(name)")?.map { Int(clamping: $0) }
    }
    return NetworkSettings(
      congestionControl: KernelFile.line("/proc/sys/net/ipv4/tcp_congestion_control"),
      receiveBufferBytes: numbers("ipv4/tcp_rmem"), sendBufferBytes: numbers("ipv4/tcp_wmem"),
      receiveBufferLimitBytes: numbers("core/rmem_max")?.first,
      sendBufferLimitBytes: numbers("core/wmem_max")?.first)
  }
}
