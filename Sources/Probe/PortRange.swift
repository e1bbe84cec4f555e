/// The ports that the kernel hands out to connections that ask for none in particular.
///
/// One source address has no more of them towards one listener than this.
public struct PortRange: Sendable, Equatable {
  public let first: Int
  public let last: Int

  /// How many there are.
  public var count: Int { last - first + 1 }

  /// Reads the range; `nil` where the kernel does not tell.
  public static func read() -> PortRange? {
    KernelFile.numbers("/proc/sys/net/ipv4/ip_local_port_range").flatMap { PortRange($0) }
  }

  /// How many there are now; where the kernel does not tell, as many as in its own default range.
  public static var currentCount: Int { read()?.count ?? 28_232 }

  init?(_ numbers: [UInt64]) {
    guard numbers.count == 2, numbers[0] <= numbers[1], numbers[1] <= 65535 else { return nil }
    (first, last) = (Int(numbers[0]), Int(numbers[1]))
  }
}
