/// The machine and the build that a run was measured with; missing where nobody could tell.
///
/// Names no host: results are published.
public struct MachineRecord: Codable, Sendable, Equatable {
  public var cpuModel: String?
  public var architecture: String?
  /// Cores that are online, hardware threads counted singly.
  public var coresCount: Int?
  /// Those of them that the run could use; missing in runs of earlier releases.
  public var allowedCoresCount: Int?
  /// How many of those the quotas of control groups granted the time of.
  public var grantedCoresCount: Double?
  public var memoryBytes: Int?
  public var virtualization: String?
  public var cpuGovernor: String?
  public var operatingSystem: String?
  public var kernel: String?
  /// What the kernel's clock is read from; only `tsc` and its like are cheap.
  public var clockSource: String?
  /// Whether large pages are used unasked: `always`, `madvise` or `never`.
  public var transparentHugePages: String?
  public var tcpCongestionControl: String?
  /// A TCP socket's buffers: least, at first, and at most.
  public var tcpReceiveBufferBytes: [Int]?
  public var tcpSendBufferBytes: [Int]?
  /// The longest buffers that a program may ask for.
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
  /// What `cores` says behind a number: online, and what there is less of.
  private static let coresUnits = [" cores", " allowed", " granted"]

  /// The cores in words: those online, and where there are fewer, those allowed and granted.
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

  /// The sizes of a TCP socket's buffers, and what programs may ask for.
  var tcpBuffers: String? {
    let sizes = [
      tcpReceiveBufferBytes, tcpSendBufferBytes, receiveBufferLimitBytes.map { [$0] },
      sendBufferLimitBytes.map { [$0] },
    ].compactMap { $0?.map(String.init).joined(separator: "/") }
    return sizes.isEmpty ? nil : sizes.joined(separator: " ") + " bytes"
  }

  /// Whether a part of a machine's name is of its cores, in what joins such parts by commas.
  package static func isOfCores(_ part: String) -> Bool {
    coresUnits.contains { part.hasSuffix($0) }
  }
}
