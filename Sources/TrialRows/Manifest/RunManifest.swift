public import Foundation
public import Statistics
internal import Tables

/// The content of run.json: what was run, where, and how it ended. It is written when a run begins
/// and when it ends.
public struct RunManifest: Codable, Sendable, Equatable {
  /// The schema of samples.csv, summary.csv and this file; grows when a column or key is added.
  public static let currentSchemaVersion = 4

  /// The state of the run.
  public enum Outcome: String, Codable, Sendable {
    case running, complete, interrupted, failed
  }

  /// One scenario at one setting, as the run planned it.
  public struct Cell: Codable, Sendable, Equatable {
    public var cell: String
    public var scenario: String
    public var tier: String
    public var blocksCount: Int
    /// The size m of its family: comparisons times primary metrics; nil if nothing is compared.
    public var comparisonsCount: Int?
    /// The seconds that a trial measures at most, without its warm-up.
    public var secondsPerTrial: Double

    public init(
      cell: String, scenario: String, tier: Tier, blocksCount: Int, comparisonsCount: Int? = nil,
      secondsPerTrial: Double
    ) {
      self.cell = cell
      self.scenario = scenario
      self.tier = tier.rawValue
      self.blocksCount = blocksCount
      self.comparisonsCount = comparisonsCount
      self.secondsPerTrial = secondsPerTrial
    }

    /// Reads the cell of a stored run.
    public init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      cell = try container.decode(String.self, forKey: .cell)
      scenario = try container.decode(String.self, forKey: .scenario)
      tier = try container.decode(String.self, forKey: .tier)
      blocksCount = try container.decode(.blocksCount, in: .blocks)
      comparisonsCount = try container.decodeIfPresent(.comparisonsCount, in: .blocks)
      secondsPerTrial = try container.decode(.secondsPerTrial, in: .measuredSeconds)
    }
  }

  public var schemaVersion: Int = RunManifest.currentSchemaVersion
  public var runID: String
  public var profile: String
  @ExactInJSON public var seed: UInt64
  public var arguments: [String]
  public var startedAt: Date
  public var endedAt: Date?
  public var outcome: Outcome = .running
  /// Why the run failed, or what else a reader must know.
  public var remarks: [String] = []
  public var cells: [Cell]
  public var comparison: SummaryPlan
  public var machine: MachineRecord
  public var gitRevision: String?
  public var gitIsDirty: Bool?
  /// The load averages over 1, 5 and 15 minutes.
  public var loadBefore: [Double]?
  public var loadAfter: [Double]?
  /// The resumptions of the run; nil if there was none.
  public var resumptions: [Resumption]?
  /// The verification of each strategy when the run began; nil in runs of earlier releases. Each
  /// resumption has its own.
  public var verification: [String: StrategyVerification]?
  /// The missing results of a complete run; nil before it is complete, and in runs of earlier
  /// releases.
  public var missingResults: [MissingResults]?

  public init(
    runID: String, profile: String, seed: UInt64, arguments: [String], startedAt: Date,
    cells: [Cell], comparison: SummaryPlan, machine: MachineRecord
  ) {
    self.runID = runID
    self.profile = profile
    self.seed = seed
    self.arguments = arguments
    self.startedAt = startedAt
    self.cells = cells
    self.comparison = comparison
    self.machine = machine
  }
}

/// Why a run.json cannot be read.
public enum RunManifestError: Error, Equatable, Sendable, CustomStringConvertible {
  case newerSchema(found: Int, known: Int)
  case malformed(String)

  public var description: String {
    switch self {
    case .newerSchema(let found, let known):
      "run.json has schema version \(found), this release knows \(known): use a newer guardbench"
    case .malformed(let reason): reason
    }
  }
}

extension RunManifest {
  /// The rows in the planned order of their cells, instead of the shuffled order of the trials.
  public func inPlannedOrder(_ rows: [SummaryRow]) -> [SummaryRow] {
    let places = Dictionary(
      cells.enumerated().map { ($1.cell, $0) }, uniquingKeysWith: { first, _ in first })
    // The sort is stable: rows of one cell keep their order.
    return rows.sorted { places[$0.cell, default: .max] < places[$1.cell, default: .max] }
  }

  public func encoded() throws -> Data { try JSONFile.encode(self, keys: .underscored) }

  /// Reads a manifest. The schema's version is read first, so that the error of a newer file says
  /// so.
  public init(json bytes: Data) throws(RunManifestError) {
    struct Version: Decodable {
      let schemaVersion: Int
    }
    do {
      let version = try JSONFile.decode(
        Version.self, from: bytes, keys: .underscored
      ).schemaVersion
      if version > Self.currentSchemaVersion {
        throw RunManifestError.newerSchema(found: version, known: Self.currentSchemaVersion)
      }
      self = try JSONFile.decode(RunManifest.self, from: bytes, keys: .underscored)
    } catch let error as RunManifestError {
      throw error
    } catch {
      throw .malformed("\(error)")
    }
  }
}
