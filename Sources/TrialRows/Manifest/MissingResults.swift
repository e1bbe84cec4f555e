internal import Tables

/// The missing results of one strategy in one cell, where its process died or no block counts.
public struct MissingResults: Codable, Sendable, Equatable {
  public let cell: String
  public let purpose: TrialPurpose
  public let strategy: String
  /// The number of its trials that ended without a result, repeats included.
  public let deadCount: Int
  /// The number of the cell's blocks that count and have a result of the strategy.
  public let resultsCount: Int
  /// The number of the cell's blocks that count.
  public let blocksCount: Int
}

extension MissingResults {
  /// Reads the entry of a stored run.
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

  /// Finds every strategy that died in a cell or has no result there.
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
