/// The machine and the build that a run was measured with. What could not be found out is nil.
///
/// It names no host, as results are published.
public struct MachineRecord: Codable, Sendable, Equatable {
  public var cpuModel: String?
  public var architecture: String?
  /// Cores that are online, hardware threads counted singly.
  public var coresCount: Int?
  /// The cores among them that the run was allowed to use; nil in runs of earlier releases.
  public var allowedCoresCount: Int?
  /// The number of cores whose time the quotas of control groups granted.
  public var grantedCoresCount: Double?
  public var memoryBytes: Int?
  public var virtualization: String?
  public var cpuGovernor: String?
  public var operatingSystem: String?
  public var kernel: String?
  /// The source of the kernel's clock. Only those like `tsc` are cheap to read.
  public var clockSource: String?
  /// Whether large pages are used without a request: `always`, `madvise` or `never`.
  public var transparentHugePages: String?
  /// Whether guards can use membarrier(2), or their light fences are full ones: `offered` or
  /// `refused`; nil in runs of earlier releases.
  public var membarrier: String?
  public var tcpCongestionControl: String?
  /// The sizes of a TCP socket's buffers: least, initial and largest.
  public var tcpReceiveBufferBytes: [Int]?
  public var tcpSendBufferBytes: [Int]?
  /// The largest buffer that a program may request.
  public var receiveBufferLimitBytes: Int?
  public var sendBufferLimitBytes: Int?
  public var glibc: String?
  public var toolchain: String?
  public var buildFlags: [String] = []
  /// Whether the compiler could use AVX, which makes a 128-bit atomic load a plain one.
  public var usesAVX: Bool?
  /// A checksum of the program's file (64-bit FNV-1a), which tells two builds apart.
  public var executable: String?
  public var allocator: String?
  public var allocatorVersion: String?
  public var allocatorIsActive: Bool?

  public init() {}
}

extension MachineRecord {
  /// The words after the numbers in `cores`.
  private static let coresUnits = [" cores", " allowed", " granted"]

  /// The cores in words: those online, and if they are fewer, those allowed and granted.
  public var cores: String? {
    guard let coresCount else { return nil }
    var words = ["\(coresCount)\(Self.coresUnits[0])"]
    let allowed = allowedCoresCount ?? coresCount
    if allowed < coresCount { words.append("\(allowed)\(Self.coresUnits[1])") }
    if let granted = grantedCoresCount, granted < Double(allowed) {
      words.append("\(granted)\(Self.coresUnits[2])")
    }
    return words.joined(separator: ", ")
  }

  /// The sizes of a TCP socket's buffers and the limits of requests in words.
  var tcpBuffers: String? {
    let sizes = [
      tcpReceiveBufferBytes, tcpSendBufferBytes, receiveBufferLimitBytes.map { [$0] },
      sendBufferLimitBytes.map { [$0] },
    ].compactMap { $0?.map(String.init).joined(separator: "/") }
    return sizes.isEmpty ? nil : sizes.joined(separator: " ") + " bytes"
  }

  /// Whether a part of a machine's name, between commas, is about its cores.
  package static func isOfCores(_ part: String) -> Bool {
    coresUnits.contains { part.hasSuffix($0) }
  }
}
