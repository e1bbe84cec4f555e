internal import Foundation
internal import Measurement

/// The costs that the repository keeps, of every build that somebody kept them for.
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

  /// Puts the costs of one build in the place of what was kept of it.
  public mutating func keep(_ new: [PairCost]) {
    let builds = Set(new.map(\.build))
    costs = costs.filter { !builds.contains($0.build) } + new
  }

  public func write(to path: String) throws {
    let url = URL(filePath: path)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(Table(costs).csv.utf8).write(to: url, options: .atomic)
  }

  /// What was kept of this strategy in this very build.
  public func cost(like cost: PairCost) -> PairCost? {
    costs.first { $0.build == cost.build && $0.strategy == cost.strategy }
  }
}

/// The file is there, and is not what it should be.
public struct UnreadableCosts: Error, Equatable, CustomStringConvertible {
  public let path: String
  public let reason: String

  public var description: String { "cannot read \(path): \(reason)" }
}
