internal import Foundation
internal import Tables

/// The costs that the repository keeps, of every build and revision that they were kept for, the
/// oldest first: what a change did to them is seen in the file.
public struct KeptCosts: Sendable {
  public private(set) var costs: [PairCost]

  public init(_ costs: [PairCost] = []) { self.costs = costs }

  /// Reads the file; one that is not there keeps nothing.
  public init(file path: String) throws {
    guard FileManager.default.fileExists(atPath: path) else {
      self.init()
      return
    }
    do {
      let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
      self.init(try Table<PairCost>(csv: bytes).rows)
    } catch {
      throw UnreadableCosts(path: path, reason: "\(error)")
    }
  }

  /// Adds the costs of one build, in the place of those of the same revision, if there are any.
  public mutating func keep(_ new: [PairCost]) {
    func isRenewed(_ kept: PairCost) -> Bool {
      new.contains { $0.build == kept.build && $0.revision == kept.revision }
    }
    let place = costs.firstIndex(where: isRenewed) ?? costs.endIndex
    costs.removeAll(where: isRenewed)
    costs.insert(contentsOf: new, at: place)
  }

  public func write(to path: String) throws {
    let url = URL(filePath: path)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(Table(costs).csv.utf8).write(to: url, options: .atomic)
  }

  /// What was last kept of this strategy in such a build.
  public func cost(like cost: PairCost) -> PairCost? {
    costs.last { $0.build == cost.build && $0.strategy == cost.strategy }
  }
}

/// The file is there, and is not what it should be.
public struct UnreadableCosts: Error, Equatable, CustomStringConvertible {
  public let path: String
  public let reason: String

  public var description: String { "cannot read \(path): \(reason)" }
}
