internal import Tables

/// How often one strategy has no result in one cell: its process died, or nothing that counts was
/// measured.
public struct MissingResults: Codable, Sendable, Equatable {
  public let cell: String
  public let purpose: TrialPurpose
  public let strategy: String
  /// Its trials that ended without a result, repeated ones included.
  public let deadCount: Int
  /// The cell's blocks that count and have a result of it.
  public let resultsCount: Int
  /// The cell's blocks that count.
  public let blocksCount: Int

  public init(
    cell: String, purpose: TrialPurpose, strategy: String, deadCount: Int, resultsCount: Int,
    blocksCount: Int
  ) {
    self.cell = cell
    self.purpose = purpose
    self.strategy = strategy
    self.deadCount = deadCount
    self.resultsCount = resultsCount
    self.blocksCount = blocksCount
  }

  /// Reads what a stored run says of it.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    cell = try container.decode(String.self, forKey: .cell)
    purpose = try container.decode(TrialPurpose.self, forKey: .purpose)
    strategy = try container.decode(String.self, forKey: .strategy)
    let counts = Limits(0...Int.max)
    deadCount = try container.decode(.deadCount, in: counts)
    resultsCount = try container.decode(.resultsCount, in: counts)
    blocksCount = try container.decode(.blocksCount, in: counts)
  }
}

extension MissingResults {
  /// What samples lack: every strategy of a cell that died there, or has no result at all.
  public static func all(in samples: [TrialRow]) -> [MissingResults] {
    TrialPurpose.allCases.flatMap { purpose in
      CellBlocks.all(in: samples, purpose: purpose).flatMap { cell in
        let rows = samples.filter { $0.purpose == purpose && $0.cell == cell.cell }
        return Set(rows.map(\.strategy)).sorted().compactMap { strategy in
          let missing = MissingResults(
            cell: cell.cell, purpose: purpose, strategy: strategy,
            deadCount: rows.count { $0.strategy == strategy && $0.isDead },
            resultsCount: cell.blocks.count { $0[strategy] != nil },
            blocksCount: cell.blocks.count)
          return missing.deadCount > 0 || missing.resultsCount == 0 ? missing : nil
        }
      }
    }
  }
}
