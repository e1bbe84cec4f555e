/// What a program was compiled with and for, and the C library it runs on: costs of two builds that
/// differ in any of it are not compared.
public struct BuildKey: Hashable, Codable, Sendable {
  public var architecture: String
  public var targetCPU: String
  public var toolchain: String
  /// The locks of the system are in it.
  public var glibc: String

  public init(architecture: String, targetCPU: String, toolchain: String, glibc: String) {
    self.architecture = architecture
    self.targetCPU = targetCPU
    self.toolchain = toolchain
    self.glibc = glibc
  }

  enum CodingKeys: String, CodingKey {
    case architecture, toolchain, glibc
    case targetCPU = "target_cpu"
  }
}
