public import Foundation

/// Everything a run found, with what is needed to run it again.
public struct YardstickReport: Codable, Sendable {
  public var schemaVersion = 1
  public var isSelfTest: Bool
  public var seed: UInt64
  public var pairs: Int
  public var confidence: Double
  public var setting: Setting
  public var machine: Machine
  public var arguments: [String]
  public var findings: [Finding]
  public var samples: [SampleRow]

  public init(
    isSelfTest: Bool, seed: UInt64, pairs: Int, confidence: Double, setting: Setting,
    machine: Machine, arguments: [String], cells: [Cell], results: [CellResult],
    samples: [SampleRow]
  ) {
    self.isSelfTest = isSelfTest
    self.seed = seed
    self.pairs = pairs
    self.confidence = confidence
    self.setting = setting
    self.machine = machine
    self.arguments = arguments
    self.samples = samples
    findings = zip(cells, results).flatMap { cell, result in
      cell.comparisons.compactMap { Finding($0, in: result, confidence: confidence) }
    }
  }

  /// Comparisons of a program with itself whose interval does not hold the ratio 1.
  public var refutedFindings: [Finding] {
    findings.filter { $0.isAgainstItself && !$0.holds(1) }
  }

  public func encoded() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }

  enum CodingKeys: String, CodingKey {
    case seed, confidence, setting, machine, arguments, findings, samples
    case schemaVersion = "schema_version"
    case isSelfTest = "is_self_test"
    case pairs = "pairs_count"
  }
}
