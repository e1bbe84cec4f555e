public import Foundation

extension RunManifest {
  /// One time that a run which had stopped was gone on with.
  public struct Resumption: Codable, Sendable, Equatable {
    public var resumedAt: Date
    /// The load averages over 1, 5 and 15 minutes.
    public var load: [Double]?
    /// What had become another since the run began; missing if nothing had.
    public var differences: [String]?
    /// What the program that went on knew of each strategy's source; missing in runs of earlier
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

  /// What is another in a second manifest, of all that blocks of one run must have in common: the
  /// program and the machine.
  public func differences(to other: RunManifest) -> [String] {
    let program: [(String, String?, String?)] = [
      ("revision", revision, other.revision),
      ("executable", machine.executable, other.machine.executable),
    ]
    return Self.differences(program) + settingDifferences(to: other)
  }

  /// What is another of all that costs depend on beside the program's source: how it was built, and
  /// the machine.
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

  /// What the system's settings are in both; without those that a release did not write yet.
  private func settings(beside other: RunManifest) -> [(String, String?, String?)] {
    let settings: [(String, KeyPath<MachineRecord, String?>)] = [
      ("huge pages", \.transparentHugePages), ("TCP congestion control", \.tcpCongestionControl),
      ("TCP buffers", \.tcpBuffers),
    ]
    return settings.map { ($0.0, machine[keyPath: $0.1], other.machine[keyPath: $0.1]) }
      .filter { $0.1 != nil && $0.2 != nil }
  }

  /// Everything that any of its resumptions found to be another.
  public var mixture: [String] { resumptions?.flatMap { $0.differences ?? [] } ?? [] }

  private var revision: String? { gitRevision.map { $0 + (gitIsDirty == true ? ", dirty" : "") } }
  private var flags: String { machine.buildFlags.joined(separator: " ") }
}
