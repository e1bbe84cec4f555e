internal import Foundation
internal import Probe
public import Statistics
internal import Tables
public import Trials

/// The script that finds change points. It uses a package of Python's, which it installs on first
/// use.
public struct ChangePointFinder: Sendable {
  /// The change points of each series.
  public struct Answer: Sendable, Equatable {
    /// The package and its version.
    public let finder: String
    public let changePoints: [[ChangePoint]]
  }

  private struct Question: Encodable {
    /// Smaller changes, as a ratio, are not reported.
    let margin: Double
    let series: [[Double]]
  }

  public static let standard = ChangePointFinder(path: "scripts/change-points")
  /// The limit of its time. The first use downloads and installs the package.
  private static let limit = Duration.seconds(600)

  public let path: String

  public init(path: String) { self.path = path }

  /// Finds the change points of each series by itself.
  public func find(
    in series: [[Double]], margin: Double = Judgement.defaultMargin
  ) throws(RunFailure) -> Answer {
    let place = FileManager.default.temporaryDirectory
      .appending(path: "guardbench-series-\(UUID().uuidString).json")
    defer { try? FileManager.default.removeItem(at: place) }
    do {
      try JSONEncoder().encode(Question(margin: margin, series: series)).write(to: place)
      return try answer(to: place, seriesCount: series.count)
    } catch let failure as RunFailure {
      throw failure
    } catch {
      throw .failed("\(path): \(error)")
    }
  }

  private func answer(to question: URL, seriesCount: Int) throws -> Answer {
    var child = try ChildProcess(Command(path, [question.path]))
    var lines: [String] = []
    while let line = try child.nextLine(within: Self.limit) { lines.append(line) }
    let exit = try child.wait(within: Self.limit)
    guard exit.isSuccess else {
      let last = child.errorOutput.split(separator: "\n").last
      throw RunFailure.failed("\(path): \(last.map(String.init) ?? "ended with \(exit.reason)")")
    }
    guard lines.count == seriesCount + 1 else {
      throw RunFailure.failed(
        "\(path) wrote \(lines.count) lines for \(seriesCount) series: expected its name, and a"
          + " line for each series")
    }
    let points = try lines.dropFirst().map { line in
      try JSONFile.decode([ChangePoint].self, from: line, keys: .underscored)
    }
    return Answer(finder: lines[0], changePoints: points)
  }
}
