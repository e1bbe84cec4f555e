public import Foundation

extension RunManifest {
  /// One resumption of an interrupted run.
  public struct Resumption: Codable, Sendable, Equatable {
    public var resumedAt: Date
    /// The load averages over 1, 5 and 15 minutes.
    public var load: [Double]?
    /// What had changed since the run began; nil if nothing had.
    public var differences: [String]?
    /// The verification of each strategy as the resuming program knew it; nil in runs of earlier
    /// releases.
    public var verification: [String: StrategyVerification]?

    public init(
      resumedAt: Date, load: [Double]?, differences: [String],
      verification: [String: StrategyVerification]?
    ) {
      self.resumedAt = resumedAt
      self.load = load
      self.differences = differences.isEmpty ? nil : differences
      self.verification = verification
    }
  }

  /// The differences to another manifest in what all blocks of a run must share: the program and
  /// the machine.
  public func differences(to other: RunManifest) -> [String] {
    let program: [(String, String?, String?)] = [
      ("revision", revision, other.revision),
      ("executable", machine.executable, other.machine.executable),
    ]
    return Self.differences(program) + settingDifferences(to: other)
  }

  /// The differences in what costs depend on beside the program's source: its build and the
  /// machine.
  public func settingDifferences(to other: RunManifest) -> [String] {
    let pairs: [(String, String?, String?)] = [
      ("flags", flags, other.flags),
      ("toolchain", machine.toolchain, other.machine.toolchain),
      ("CPU", machine.cpuModel, other.machine.cpuModel),
      ("processors", machine.cores, other.machine.cores),
      ("kernel", machine.kernel, other.machine.kernel),
    ]
    return Self.differences(pairs + settings(beside: other))
  }

  private static func differences(_ pairs: [(String, String?, String?)]) -> [String] {
    pairs.filter { $0.1 != $0.2 }.map { name, old, new in
      "\(name) \(old ?? "unknown"), now \(new ?? "unknown")"
    }
  }

  /// The settings of the system in both manifests, without those that one of them lacks because its
  /// release did not write them.
  private func settings(beside other: RunManifest) -> [(String, String?, String?)] {
    let settings: [(String, KeyPath<MachineRecord, String?>)] = [
      ("huge pages", \.transparentHugePages), ("membarrier", \.membarrier),
      ("TCP congestion control", \.tcpCongestionControl), ("TCP buffers", \.tcpBuffers),
    ]
    return settings.map { ($0.0, machine[keyPath: $0.1], other.machine[keyPath: $0.1]) }
      .filter { $0.1 != nil && $0.2 != nil }
  }

  /// The differences that its resumptions found.
  public var mixture: [String] { resumptions?.flatMap { $0.differences ?? [] } ?? [] }

  private var revision: String? { gitRevision.map { $0 + (gitIsDirty == true ? ", dirty" : "") } }
  private var flags: String { machine.buildFlags.joined(separator: " ") }
}
