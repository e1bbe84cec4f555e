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
  public var glibc: String?
  public var toolchain: String?
  public var buildFlags: [String] = []
  public var allocator: String?
  public var allocatorVersion: String?
  public var allocatorIsActive: Bool?

  public init() {}

  private enum CodingKeys: String, CodingKey {
    case architecture, virtualization, kernel, glibc, toolchain, allocator
    case cpuModel = "cpu_model"
    case coresCount = "cores_count"
    case memoryBytes = "memory_bytes"
    case cpuGovernor = "cpu_governor"
    case operatingSystem = "operating_system"
    case buildFlags = "build_flags"
    case allocatorVersion = "allocator_version"
    case allocatorIsActive = "allocator_is_active"
  }
}
