/// The machine and the build that a run was measured with; missing where nobody could tell.
///
/// Names no host: results are published.
public struct Machine: Codable, Sendable, Equatable {
  public var cpuModel: String?
  public var architecture: String?
  public var coresCount: Int?
  public var memoryBytes: Int?
  public var virtualization: String?
  public var cpuGovernor: String?
  public var operatingSystem: String?
  public var kernel: String?
  /// What the kernel's clock is read from; only `tsc` and its like are cheap.
  public var clockSource: String?
  /// Whether large pages are used unasked: `always`, `madvise` or `never`.
  public var transparentHugePages: String?
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

  private enum CodingKeys: String, CodingKey {
    case architecture, virtualization, kernel, glibc, toolchain, executable, allocator
    case cpuModel = "cpu_model"
    case coresCount = "cores_count"
    case memoryBytes = "memory_bytes"
    case cpuGovernor = "cpu_governor"
    case operatingSystem = "operating_system"
    case clockSource = "clock_source"
    case transparentHugePages = "transparent_huge_pages"
    case usesAVX = "uses_avx"
    case buildFlags = "build_flags"
    case allocatorVersion = "allocator_version"
    case allocatorIsActive = "allocator_is_active"
  }
}
